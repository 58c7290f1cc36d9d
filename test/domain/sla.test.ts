import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { slaState, soonAt } from "#domain/sla";

const HOUR = 3_600_000;
const times = { promisedAt: 0, dueAt: 10 * HOUR };

describe("how a report stands", () => {
  test.each([
    [0, "comfortable"],
    [8 * HOUR, "comfortable"],
    [8 * HOUR + 1, "soon"],
    [10 * HOUR, "soon"],
    [10 * HOUR + 1, "late"],
  ] as const)("open, after %i ms it is %s", (now, state) => {
    expect(slaState(times, now, 0.2)).toBe(state);
  });

  test("what was closed in time is comfortable for ever", () => {
    expect(slaState({ ...times, closedAt: 9 * HOUR }, 9 * HOUR, 0.2)).toBe("comfortable");
    expect(slaState({ ...times, closedAt: 10 * HOUR }, 99 * HOUR, 0.2)).toBe("comfortable");
  });

  test("what was closed too late stays late", () => {
    expect(slaState({ ...times, closedAt: 10 * HOUR + 1 }, 99 * HOUR, 0.2)).toBe("late");
  });

  test("an open report only ever gets worse, and turns soon after soonAt", () => {
    const rank = { comfortable: 0, soon: 1, late: 2 };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e10 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.integer({ min: 0, max: 2e10 }),
        fc.integer({ min: 0, max: 2e10 }),
        (dueAt, share, a, b) => {
          const report = { promisedAt: 0, dueAt };
          const [first, second] = [Math.min(a, b), Math.max(a, b)];
          expect(rank[slaState(report, first, share)]).toBeLessThanOrEqual(
            rank[slaState(report, second, share)],
          );
          const edge = soonAt(report, share);
          expect(slaState(report, Math.floor(edge) - 1, share)).toBe("comfortable");
          expect(slaState(report, Math.ceil(edge) + 1, share)).not.toBe("comfortable");
        },
      ),
    );
  });
});

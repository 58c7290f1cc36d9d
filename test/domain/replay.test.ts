import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HistoricMove } from "#contract/history";
import { outcomes, type Status, statuses } from "#contract/report";
import { decideMove } from "#domain/decide-move";
import { Agenda, commandOf, playedAt, playingAt } from "#domain/replay";
import { smallCity } from "#test/client/small-city";
import { aMoveContext, aReport } from "./any-report.ts";

test("the past comes round in its own proportions", () => {
  const playing = { from: 1_000_000, to: 2_000_000, speed: 600, startedAt: 50_000 };
  expect(playedAt(playing, 1_000_000)).toBe(50_000);
  expect(playedAt(playing, 1_600_000)).toBe(51_000);
  fc.assert(
    fc.property(fc.integer({ min: 1_000_000, max: 2_000_000 }), (at) => {
      expect(playingAt(playing, playedAt(playing, at))).toBeCloseTo(at, 3);
    }),
  );
});

describe("the agenda", () => {
  test("gives out everything once, in order of time, and of one instant in the order in which it was added", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (instants) => {
        const agenda = new Agenda<number>();
        instants.forEach((at, i) => {
          agenda.add(at, i);
        });
        const expected = instants.map((at, i) => ({ at, i })).sort((a, b) => a.at - b.at || a.i - b.i);
        for (const { at, i } of expected) {
          expect(agenda.next).toBe(at);
          expect(agenda.take(at - 1)).toBeUndefined();
          expect(agenda.take(at)).toBe(i);
        }
        expect([agenda.next, agenda.take(Number.POSITIVE_INFINITY)]).toEqual([undefined, undefined]);
      }),
    );
  });

  test("takes additions while it is being emptied", () => {
    const agenda = new Agenda<string>();
    agenda.add(5, "late");
    agenda.add(1, "early");
    expect(agenda.take(9)).toBe("early");
    agenda.add(3, "between");
    expect([agenda.take(9), agenda.take(9), agenda.take(9)]).toEqual(["between", "late", undefined]);
  });
});

describe("a past move as a command of now", () => {
  const isBrigade = (code: string) => code.startsWith("works-");
  const inStatus = (status: Status) =>
    status === "closed"
      ? aReport({ status, outcome: "resolved", reason: "repaired", closedAt: now - 1 })
      : aReport({ status });
  const now = 1_700_000_400_000;

  test("is never one that the city would refuse", () => {
    const move: fc.Arbitrary<HistoricMove> = fc.record(
      {
        to: fc.constantFrom("assigned", "en-route", "in-progress", "closed", "reopened"),
        at: fc.integer({ min: 0, max: now }),
        brigade: fc.constantFrom("works-1", "gone-1"),
        outcome: fc.constantFrom(...outcomes),
        reason: fc.constantFrom("repaired", "not-ours", "came-back", "unheard-of"),
        lateReason: fc.constantFrom("rain", "repaired"),
      },
      { requiredKeys: ["to", "at"] },
    );
    fc.assert(
      fc.property(move, fc.constantFrom(...statuses), fc.boolean(), (past, status, late) => {
        const report = { ...inStatus(status), dueAt: late ? now - 1000 : now + 1000 };
        const command = commandOf(past, report, smallCity, isBrigade);
        if (!command) return;
        const draft = decideMove(report, command, aMoveContext({ now, brigadeId: () => 0 }));
        if (draft.kind === "report.closed") expect(draft.body.lateReason !== undefined).toBe(late);
      }),
      { numRuns: 1_000 },
    );
  });

  test("keeps the reason of history when it fits, and else takes the city's first", () => {
    const report = inStatus("received");
    const close = (reason: string) =>
      commandOf({ to: "closed", at: 0, outcome: "rejected", reason }, report, smallCity, isBrigade);
    expect(close("not-ours")).toMatchObject({ outcome: "rejected", reason: "not-ours" });
    expect(close("repaired")).toMatchObject({ outcome: "rejected", reason: "not-ours" });
  });

  test("a duplicate of an unknown report is cancelled, a brigade that is gone is given nothing", () => {
    const report = inStatus("received");
    expect(
      commandOf({ to: "closed", at: 0, outcome: "duplicate" }, report, smallCity, isBrigade),
    ).toMatchObject({
      outcome: "cancelled",
    });
    expect(
      commandOf({ to: "assigned", at: 0, brigade: "gone-1" }, report, smallCity, isBrigade),
    ).toBeUndefined();
    expect(commandOf({ to: "assigned", at: 0 }, report, smallCity, isBrigade)).toBeUndefined();
  });
});

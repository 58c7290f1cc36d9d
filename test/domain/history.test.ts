import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HistoricMove, HistoricReport } from "#contract/history";
import { LiveReport } from "#contract/report";
import { folioOf } from "#domain/folio";
import { reportFromHistory } from "#domain/history";

const AT = 1_700_000_000_000;
const HOUR = 3_600_000;
const identity = {
  id: 9,
  folio: folioOf(9),
  sector: "centro",
  brigadeId: (code: string) => (code === "works-1" ? 0 : null),
};
const historic: HistoricReport = {
  source: "elsewhere",
  sourceId: "A-1",
  service: "pothole",
  lon: -100.3712345678,
  lat: 25.65,
  receivedAt: AT,
  dueAt: AT + 48 * HOUR,
  channel: "import",
  moves: [],
};
const assigned = { to: "assigned", at: AT + HOUR, brigade: "works-1" } as const;
const closed = { to: "closed", at: AT + 2 * HOUR, outcome: "resolved", reason: "repaired" } as const;
const reopened = { to: "reopened", at: AT + 3 * HOUR, reason: "came-back" } as const;

describe("a report as its past leaves it", () => {
  test("with no moves is as received, at the first version, to a tenth of a metre", () => {
    expect(reportFromHistory(historic, identity)).toEqual({
      id: 9,
      folio: folioOf(9),
      service: "pothole",
      lon: -100.371235,
      lat: 25.65,
      sector: "centro",
      status: "received",
      version: 1,
      receivedAt: AT,
      promisedAt: AT,
      dueAt: AT + 48 * HOUR,
      brigade: null,
      alert: "none",
      reopenings: 0,
      outcome: null,
      reason: null,
      closedAt: null,
    });
  });

  test("that was closed says by whom, how and when", () => {
    expect(reportFromHistory({ ...historic, moves: [assigned, closed] }, identity)).toMatchObject({
      status: "closed",
      version: 3,
      brigade: 0,
      outcome: "resolved",
      reason: "repaired",
      closedAt: closed.at,
      promisedAt: AT,
    });
  });

  test("that was reopened is nobody's again and promised anew", () => {
    expect(reportFromHistory({ ...historic, moves: [assigned, closed, reopened] }, identity)).toMatchObject({
      status: "reopened",
      version: 4,
      brigade: null,
      outcome: null,
      reason: "came-back",
      closedAt: null,
      promisedAt: reopened.at,
      reopenings: 1,
    });
  });

  test("whose brigade the city does not have is nobody's", () => {
    const moves = [{ ...assigned, brigade: "long-gone" }];
    expect(reportFromHistory({ ...historic, moves }, identity).brigade).toBeNull();
  });

  test("is one that the wire can carry, whatever happened to it", () => {
    const move = fc
      .record({
        to: fc.constantFrom("assigned", "en-route", "in-progress", "closed", "reopened"),
        at: fc.integer({ min: AT, max: AT + 1000 * HOUR }),
        brigade: fc.constantFrom("works-1", "long-gone"),
      })
      .map((drawn) =>
        HistoricMove.parse(
          drawn.to === "closed" ? { ...drawn, outcome: "cancelled", reason: "withdrawn" } : drawn,
        ),
      );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 200 }), (moves) => {
        const report = reportFromHistory({ ...historic, moves }, identity);
        expect(LiveReport.safeParse(report).error).toBeUndefined();
        expect(report.version).toBe(1 + moves.length);
        expect(report.status).toBe(moves.at(-1)?.to ?? "received");
        expect(report.closedAt === null).toBe(report.status !== "closed");
        expect(report.outcome === null).toBe(report.status !== "closed");
      }),
    );
  });
});

describe("what a past is checked for", () => {
  test("an outcome exactly when a move closes", () => {
    expect(HistoricMove.safeParse({ to: "closed", at: AT }).error?.issues[0]?.path).toEqual(["outcome"]);
    expect(HistoricMove.safeParse({ ...assigned, outcome: "resolved" }).success).toBe(false);
    expect(HistoricMove.safeParse(closed).success).toBe(true);
  });

  test.each([
    ["a source without an id in it", { sourceId: "" }],
    ["an instant before 1970", { receivedAt: -1 }],
    ["an instant that the wire cannot carry", { dueAt: 4_294_967_296_000 }],
    ["a place beyond the globe", { lat: 91 }],
    ["text that no database can hold", { description: "a\u0000b" }],
    ["half a character", { description: "a\ud800b" }],
    ["a source id with a control character", { sourceId: "a\u0000b" }],
  ])("not %s", (_, wrong) => {
    expect(HistoricReport.safeParse(historic).success).toBe(true);
    expect(HistoricReport.safeParse({ ...historic, ...wrong }).success).toBe(false);
  });
});

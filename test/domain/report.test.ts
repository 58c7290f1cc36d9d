import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MoveCommand, type MoveName, moveNames } from "#contract/commands";
import { CityEvent, type Draft, type Logged } from "#contract/events";
import { Refusal } from "#contract/problem";
import { LiveReport, outcomes, type Status, statuses } from "#contract/report";
import { decideMove, type MoveContext } from "#domain/decide-move";
import { fieldEvent } from "#domain/field";
import { folioOf } from "#domain/folio";
import { aboutOf, isOpen, mayMove, moves, nextReport } from "#domain/report";
import { nothingBeside } from "#domain/standing";
import { smallCity } from "#test/client/small-city";
import { aMoveContext, anyReport, aReport } from "./any-report.ts";

const HOUR = 3_600_000;
const context = aMoveContext();
const other = aReport({ id: 99, folio: folioOf(99) });
const reasonOf = { resolved: "repaired", rejected: "not-ours", duplicate: "same", cancelled: "withdrawn" };

/** A command that the report's state alone can refuse. */
function commandTo(name: MoveName, report: LiveReport): MoveCommand {
  const target = { folio: report.folio, version: report.version };
  switch (name) {
    case "assign-report":
      return { name, ...target, brigade: "works-1" };
    case "close-report":
      return { name, ...target, outcome: "resolved", reason: "repaired", lateReason: "rain" };
    case "reopen-report":
      return { name, ...target, reason: "came-back" };
    case "correct-report":
      return { name, ...target, service: report.service === "pothole" ? "street-light" : "pothole" };
    case "merge-report":
      return { name, ...target, into: other.folio };
    default:
      return { name, ...target };
  }
}

/** Received, and then what the command looks back on: a merger to take apart, a move of the same actor to take back. */
function contextTo(name: MoveName, report: LiveReport): MoveContext {
  const { actor, now } = context;
  const received = { ...report, status: "received", outcome: null, closedAt: null, brigade: null } as const;
  const head = { reportId: report.id, at: now - 5_000, actor };
  const made = {
    ...head,
    version: 1,
    kind: "report.received",
    body: { report: received, channel: "web" },
  } as const;
  const last =
    name === "unmerge-report"
      ? ({ ...head, version: 2, kind: "report.merged", body: { into: other.folio, reason: "same" } } as const)
      : ({ ...head, version: 2, kind: "report.assigned", body: { brigade: 1 } } as const);
  return { ...context, past: [made, last], into: { report: other, beside: nothingBeside } };
}

function inStatus(status: Status): LiveReport {
  return status === "closed"
    ? aReport({ status, outcome: "resolved", reason: "repaired", closedAt: 1_700_000_100_000, version: 5 })
    : aReport({ status, version: 5 });
}

function refusalOf(decide: () => Draft): Refusal {
  try {
    decide();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

function close(more: object = {}, report = inStatus("in-progress"), now = context.now) {
  const { lateReason: _, ...command } = commandTo("close-report", report) as MoveCommand & {
    lateReason: string;
  };
  return () => decideMove(report, { ...command, ...more } as MoveCommand, { ...context, now });
}

describe("the table of moves", () => {
  /** Written out a second time on purpose, as people draw it. */
  const allowed: Record<Status, Partial<Record<MoveName, Status>>> = {
    received: {
      "assign-report": "assigned",
      "close-report": "closed",
      "correct-report": "received",
      "merge-report": "closed",
      "undo-move": "received",
    },
    assigned: {
      "assign-report": "assigned",
      "start-travel": "en-route",
      "start-work": "in-progress",
      "close-report": "closed",
      "correct-report": "assigned",
      "put-back-report": "received",
      "merge-report": "closed",
      "undo-move": "received",
    },
    "en-route": {
      "assign-report": "assigned",
      "start-work": "in-progress",
      "close-report": "closed",
      "correct-report": "en-route",
      "put-back-report": "received",
      "merge-report": "closed",
      "undo-move": "received",
    },
    "in-progress": {
      "assign-report": "assigned",
      "close-report": "closed",
      "correct-report": "in-progress",
      "put-back-report": "received",
      "merge-report": "closed",
      "undo-move": "received",
    },
    // Taken apart and taken back lead to where it stood before: here, received.
    closed: { "reopen-report": "reopened", "unmerge-report": "received", "undo-move": "received" },
    reopened: {
      "assign-report": "assigned",
      "close-report": "closed",
      "correct-report": "reopened",
      "merge-report": "closed",
      "undo-move": "received",
    },
  };
  const cases = statuses.flatMap((from) =>
    moveNames.map((move) => ({ move, from, to: allowed[from][move] })),
  );

  test.each(cases)("$move of a report that is $from leads to: $to", ({ move, from, to }) => {
    const report = inStatus(from);
    expect(mayMove(move, from)).toBe(to !== undefined);
    if (to === undefined) {
      const refusal = refusalOf(() => decideMove(report, commandTo(move, report), context));
      expect(refusal.code).toBe("move-not-allowed");
      expect(refusal.message).toContain(from);
      expect(refusal.current).toMatchObject({ folio: report.folio, version: 5, status: from });
      return;
    }
    if (statuses.some((status) => status === moves[move].to)) expect(moves[move].to).toBe(to);
    const draft = decideMove(report, commandTo(move, report), contextTo(move, report));
    expect(draft).toMatchObject({ at: context.now, reportId: report.id, version: 6 });
    expect(nextReport(report, draft)).toMatchObject({ status: to, version: 6 });
  });

  test("CM10 takes a report from a brigade that is at it to another, and each is told: it has left, it has come", () => {
    for (const status of ["assigned", "en-route", "in-progress"] as const) {
      const report = aReport({ status, brigade: 1, version: 5 });
      const draft = decideMove(report, commandTo("assign-report", report), context);
      const logged = { ...draft, seq: 9, about: aboutOf(report, draft) ?? null } as Logged;
      const told = (code: string, id: number) => fieldEvent(logged, { code, id })?.kind;
      const to = context.brigadeId("works-1") ?? -1;
      expect([to === 1, told("works-1", to), told("works-2", 1)]).toEqual([
        false,
        "report.entered",
        "report.gone",
      ]);
    }
  });

  test("lets a report of any status end, and one that ended begin again", () => {
    for (const status of statuses) expect(isOpen({ status })).toBe(mayMove("close-report", status));
    expect(mayMove("reopen-report", "closed")).toBe(true);
  });
});

describe("a command on a report", () => {
  test("leaves the report as it is and makes an event that the contract knows", () => {
    fc.assert(
      fc.property(anyReport, fc.constantFrom(...moveNames), (report, name) => {
        const before = structuredClone(report);
        let draft: Draft | undefined;
        try {
          draft = decideMove(report, commandTo(name, report), {
            ...contextTo(name, report),
            dueAt: () => context.now,
          });
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
        expect(report).toEqual(before);
        if (!draft) return;
        expect(CityEvent.parse({ ...draft, seq: 1 })).toEqual({ ...draft, seq: 1 });
        const after = nextReport(report, draft);
        expect(after?.version).toBe(report.version + 1);
        expect(LiveReport.safeParse(after).success).toBe(true);
      }),
    );
  });

  test.each([4, 6, 1, 2_147_483_647])(
    "CM1 that knows version %i of a report at 5 is told the present state",
    (version) => {
      const report = aReport({ version: 5, status: "assigned", brigade: 1 });
      for (const name of moveNames) {
        const refusal = refusalOf(() => decideMove(report, { ...commandTo(name, report), version }, context));
        expect(refusal.code).toBe("stale-version");
        expect(refusal.current).toEqual({
          folio: report.folio,
          version: 5,
          status: "assigned",
          brigade: 1,
          dueAt: new Date(report.dueAt).toISOString(),
          service: "pothole",
        });
      }
    },
  );

  test("cannot assign to a brigade that the city does not have", () => {
    const report = aReport();
    for (const brigade of ["works-9", "__proto__", "toString", ""]) {
      const command: MoveCommand = { name: "assign-report", folio: report.folio, version: 1, brigade };
      const known = new Map([["works-1", 0]]);
      const refusal = refusalOf(() =>
        decideMove(report, command, { ...context, brigadeId: (code) => known.get(code) }),
      );
      expect(refusal.code).toBe("unknown-brigade");
    }
  });

  test("may assign again, to another brigade", () => {
    const report = aReport({ status: "assigned", brigade: 0, version: 2 });
    const command: MoveCommand = {
      name: "assign-report",
      folio: report.folio,
      version: 2,
      brigade: "parks-1",
    };
    expect(nextReport(report, decideMove(report, command, context))).toMatchObject({
      brigade: 2,
      version: 3,
    });
  });
});

describe("closing", () => {
  test("takes a reason that is for its outcome, and no other", () => {
    for (const outcome of outcomes)
      for (const { code, use } of smallCity.reasons) {
        const more = { outcome, reason: code, ...(outcome === "duplicate" && { duplicateOf: folioOf(99) }) };
        if (code === reasonOf[outcome])
          expect(close(more)()).toMatchObject({ body: { outcome, reason: code } });
        else expect(refusalOf(close(more)).code, `${outcome} because ${use}`).toBe("unknown-reason");
      }
    expect(refusalOf(close({ reason: "nobody-knows" })).code).toBe("unknown-reason");
  });

  test("needs a reason for being late from the first millisecond after it was due", () => {
    const report = inStatus("in-progress");
    expect(close({}, report, report.dueAt)()).toMatchObject({ kind: "report.closed" });
    const refusal = refusalOf(close({}, report, report.dueAt + 1));
    expect([refusal.code, refusal.message]).toEqual(["reason-needed", expect.stringContaining("lateReason")]);
    expect(close({ lateReason: "rain" }, report, report.dueAt + 1)()).toMatchObject({
      body: { lateReason: "rain" },
    });
  });

  test("takes no reason for being late that is for something else", () => {
    expect(refusalOf(close({ lateReason: "repaired" })).code).toBe("unknown-reason");
    const { dueAt } = inStatus("in-progress");
    expect(refusalOf(close({ lateReason: "came-back" }, inStatus("in-progress"), dueAt + 1)).code).toBe(
      "unknown-reason",
    );
  });

  test("in time leaves out the reason for being late that somebody gave in case", () => {
    expect(close({ lateReason: "rain" })().body).toEqual({ outcome: "resolved", reason: "repaired" });
  });

  test("as a duplicate names another report, and nothing else does", () => {
    const duplicate = { outcome: "duplicate", reason: "same" };
    expect(refusalOf(close(duplicate)).code).toBe("reason-needed");
    expect(refusalOf(close({ ...duplicate, duplicateOf: aReport().folio })).code).toBe("invalid-input");
    expect(refusalOf(close({ ...duplicate, duplicateOf: "22222-22223" })).errors).toEqual([
      { field: "duplicateOf", rule: expect.stringContaining("check character") },
    ]);
    expect(refusalOf(close({ duplicateOf: folioOf(99) })).code).toBe("invalid-input");
    expect(close({ ...duplicate, duplicateOf: folioOf(99) })().body).toMatchObject({
      duplicateOf: folioOf(99),
    });
  });

  test("is remembered with its outcome, reason and instant", () => {
    const report = inStatus("in-progress");
    expect(nextReport(report, close()())).toEqual({
      ...report,
      status: "closed",
      version: 6,
      outcome: "resolved",
      reason: "repaired",
      closedAt: context.now,
    });
  });
});

describe("reopening", () => {
  const closed = aReport({
    status: "closed",
    version: 5,
    brigade: 1,
    alert: "late",
    outcome: "resolved",
    reason: "repaired",
    closedAt: 1_700_000_100_000,
  });
  const reopen = (report: LiveReport, reason = "came-back") =>
    decideMove(
      report,
      { name: "reopen-report", folio: report.folio, version: report.version, reason },
      context,
    );

  test("begins a new promise: nobody's, not yet announced, due from now on", () => {
    expect(nextReport(undefined, reopen(closed))).toEqual({
      ...closed,
      status: "reopened",
      version: 6,
      promisedAt: context.now,
      dueAt: context.now + 48 * HOUR,
      brigade: null,
      alert: "none",
      outcome: null,
      reason: "came-back",
      closedAt: null,
      reopenings: 1,
    });
  });

  test("takes a reason to reopen, and no other", () => {
    for (const { code, use } of smallCity.reasons.filter((reason) => reason.use !== "reopen"))
      expect(refusalOf(() => reopen(closed, code)).code, use).toBe("unknown-reason");
  });

  test("is counted up to what the wire can carry", () => {
    const draft = reopen({ ...closed, reopenings: 255 });
    expect(nextReport(undefined, draft)?.reopenings).toBe(255);
  });
});

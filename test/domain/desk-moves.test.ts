/** Moves that put right, give back and take apart. */
import { describe, expect, test } from "vitest";
import { type MoveCommand, moveNames } from "#contract/commands";
import { undoneKinds } from "#contract/events";
import { Refusal } from "#contract/problem";
import type { LiveReport } from "#contract/report";
import { decideMove, type MoveContext } from "#domain/decide-move";
import { folioOf } from "#domain/folio";
import { hasOpenQuestion } from "#domain/notes";
import { aboutOf, nextReport } from "#domain/report";
import { nothingBeside, type Past, standingAfter } from "#domain/standing";
import { madeLatest, mayUndo, UNDO_ALLOWED_MS, UNDO_SHOWN_MS, undoable } from "#domain/undo";
import { aMoveContext, aReport } from "./any-report.ts";

const HOUR = 3_600_000;
const ana = { role: "operator", id: "ana" } as const;
const luis = { role: "operator", id: "luis" } as const;

/** A report that lives by its own events, as the lane lets it. */
class Life {
  report: LiveReport;
  past: Past[];
  constructor(more: Partial<LiveReport> = {}) {
    this.report = aReport(more);
    const { id, receivedAt: at } = this.report;
    const body = { report: this.report, channel: "web" } as const;
    this.past = [{ kind: "report.received", at, reportId: id, version: 1, body, actor: ana }];
  }

  get standing() {
    return standingAfter(this.past);
  }

  decide(name: MoveCommand["name"], more: object = {}, context: Partial<MoveContext> = {}) {
    const command = { name, folio: this.report.folio, version: this.report.version, ...more } as MoveCommand;
    return decideMove(this.report, command, aMoveContext({ past: this.past, ...context }));
  }

  move(name: MoveCommand["name"], more: object = {}, context: Partial<MoveContext> = {}): LiveReport {
    const draft = this.decide(name, more, context);
    return this.happen({ ...draft, actor: context.actor ?? ana });
  }

  happen(event: Past): LiveReport {
    const next = nextReport(this.report, event);
    if (!next) throw new Error(`${event.kind} left no report`);
    this.past.push(event);
    this.report = next;
    return next;
  }

  /** Something that is no move. */
  quietly(kind: "report.noted" | "report.overdue" | "report.photographed"): void {
    const head = { at: AT, reportId: this.report.id, version: this.report.version + 1, actor: luis };
    if (kind === "report.noted") this.happen({ ...head, kind, body: { note: "n1", visibility: "internal" } });
    else if (kind === "report.photographed") this.happen({ ...head, kind, body: { photo: "p1" } });
    else this.happen({ ...head, kind, body: {} });
  }

  refusal(name: MoveCommand["name"], more: object = {}, context: Partial<MoveContext> = {}): Refusal {
    try {
      this.decide(name, more, context);
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
    throw new Error(`${name} was not refused`);
  }
}

const AT = aMoveContext().now;
const other = aReport({ id: 99, folio: folioOf(99) });
const into = { report: other, beside: nothingBeside };
const merging = { into: other.folio };

describe("a correction", () => {
  test("CM5 counts the new service's time from when the promise began", () => {
    const life = new Life();
    const dueAt = (service: string, startAt: number) =>
      startAt + (service === "street-light" ? 5 : 48) * HOUR;
    const { promisedAt } = life.report;
    const after = life.move("correct-report", { service: "street-light" }, { dueAt });
    expect(after).toMatchObject({
      service: "street-light",
      dueAt: promisedAt + 5 * HOUR,
      promisedAt,
      version: 2,
    });
  });

  test("CM5 of the place alone keeps the due date, and gives the sector of the place", () => {
    const life = new Life();
    const after = life.move("correct-report", { lon: -100.3112345678, lat: 25.65 });
    expect(after).toMatchObject({ lon: -100.311235, lat: 25.65, sector: "valle", dueAt: aReport().dueAt });
  });

  test("CM5 to a service of another department puts the report back into the queue; to one of the same does not", () => {
    const life = new Life();
    life.move("assign-report", { brigade: "works-1" });
    expect(life.move("correct-report", { service: "street-light" })).toMatchObject({
      status: "assigned",
      brigade: 0,
    });
    const before = life.report;
    const draft = life.decide("correct-report", { service: "tree" });
    expect(nextReport(before, draft)).toMatchObject({ status: "received", brigade: null, service: "tree" });
    expect(aboutOf(before, draft)).toEqual({
      service: "tree",
      serviceBefore: "street-light",
      brigade: null,
      brigadeBefore: 0,
    });
  });

  test("unsays that the report is late where it is not any more, and leaves it to the sweep to say that it is", () => {
    const late = new Life({ alert: "late" });
    expect(late.move("correct-report", { service: "tree" }, { dueAt: () => AT + HOUR * 1000 }).alert).toBe(
      "none",
    );
    const early = new Life({ dueAt: AT + HOUR });
    expect(early.move("correct-report", { service: "tree" }, { dueAt: () => AT - 1 }).alert).toBe("none");
  });

  test.each([
    [{ service: "pothole" }, {}, "invalid-input", "service"],
    [{ lon: -100.37, lat: 25.65 }, {}, "invalid-input", "lon"],
    [{ service: "no-such" }, {}, "unknown-service", "service"],
    [{ lon: 0, lat: 0 }, { inside: () => false }, "outside-city", "lon, lat"],
  ])("%j is refused, by the name of the field", (more, context, code, field) => {
    const refusal = new Life().refusal("correct-report", more, context);
    expect(refusal.code).toBe(code);
    expect(refusal.message.split(":")[0]).toBe(field);
  });
});

describe("a report that is put back", () => {
  test("is nobody's, and received or reopened as it was before", () => {
    const fresh = new Life();
    fresh.move("assign-report", { brigade: "works-1" });
    expect(fresh.move("put-back-report")).toMatchObject({ status: "received", brigade: null, version: 3 });
    const again = new Life({ status: "reopened", reopenings: 2, reason: "came-back" });
    again.move("assign-report", { brigade: "works-1" });
    again.move("start-work");
    expect(again.move("put-back-report")).toMatchObject({
      status: "reopened",
      brigade: null,
      reason: "came-back",
    });
  });
});

describe("CM6 merging", () => {
  test("closes the report as a duplicate, by the city's first reason for that unless another is given", () => {
    const life = new Life();
    const after = life.move("merge-report", merging, { into });
    expect(after).toMatchObject({ status: "closed", outcome: "duplicate", reason: "same", closedAt: AT });
    expect(life.standing?.beside).toEqual({
      lateReason: null,
      duplicateOf: other.folio,
      mergedInto: other.folio,
    });
    expect(new Life().refusal("merge-report", { ...merging, reason: "repaired" }, { into }).code).toBe(
      "unknown-reason",
    );
  });

  test("asks for no reason for being late: the other one's promise goes on", () => {
    const life = new Life({ dueAt: AT - 1 });
    expect(life.move("merge-report", merging, { into })).toMatchObject({ status: "closed" });
  });

  test("is not into itself, not into what is not there, and not into one that is merged itself", () => {
    const life = new Life();
    const refused = (more: object, found?: MoveContext["into"]) => {
      const { code, message } = life.refusal("merge-report", more, { into: found });
      return [code, message];
    };
    expect(refused({ into: life.report.folio })).toEqual([
      "invalid-input",
      expect.stringMatching(/^into: .*itself/),
    ]);
    expect(refused(merging)).toEqual(["unknown-report", expect.stringMatching(/^into: there is no report/)]);
    const merged = (mergedInto: string) => ({ report: other, beside: { ...nothingBeside, mergedInto } });
    expect(refused(merging, merged(folioOf(5)))).toEqual([
      "invalid-input",
      expect.stringContaining(`${folioOf(5)} goes on for it`),
    ]);
    expect(refused(merging, merged(life.report.folio))).toEqual([
      "invalid-input",
      expect.stringContaining("into this one"),
    ]);
  });

  test("is not into one that is closed: nobody would go on", () => {
    const closed = { report: { ...other, status: "closed" as const }, beside: nothingBeside };
    const { code, message } = new Life().refusal("merge-report", merging, { into: closed });
    expect([code, message]).toEqual(["into-closed", `into: is closed: reopen ${other.folio} first`]);
  });

  test("taken apart is nobody's stop when its brigade has been retired", () => {
    const life = new Life();
    life.move("assign-report", { brigade: "works-2" });
    life.move("start-work");
    life.move("merge-report", merging, { into });
    const { city } = aMoveContext();
    const brigades = city.brigades.map((one) => ({ ...one, retired: one.code === "works-2" }));
    expect(life.move("unmerge-report", {}, { city: { ...city, brigades } })).toMatchObject({
      status: "received",
      brigade: null,
    });
  });

  test.each([
    ["unmerge-report", {}],
    ["reopen-report", { reason: "came-back" }],
  ] as const)("is not given back by undoing %s when the other has been merged meanwhile", (name, more) => {
    const life = new Life();
    life.move("merge-report", merging, { into });
    life.move(name, more);
    const merged = { report: other, beside: { ...nothingBeside, mergedInto: life.report.folio } };
    expect(life.refusal("undo-move", {}, { into: merged }).code).toBe("move-not-allowed");
    expect(life.move("undo-move", {}, { into })).toMatchObject({ status: "closed" });
  });

  test("taken apart gives back exactly what was, with a newer version, and counts no reopening", () => {
    const life = new Life({ reopenings: 1, status: "reopened", reason: "came-back" });
    life.move("assign-report", { brigade: "works-2" });
    const before = life.move("start-work");
    life.move("merge-report", merging, { into });
    life.quietly("report.noted");
    const after = life.move("unmerge-report", {}, { now: AT + 90 * HOUR });
    expect(after).toEqual({ ...before, version: before.version + 3 });
    expect(life.standing?.beside).toEqual(nothingBeside);
  });

  test("can be taken apart after it was archived, and after taking apart was taken back", () => {
    const life = new Life();
    life.move("merge-report", merging, { into });
    life.past.push({
      kind: "report.archived",
      at: AT,
      reportId: 7,
      version: 3,
      body: {},
      actor: { role: "system", id: "archive-closed" },
    });
    life.report = { ...life.report, version: 3 };
    life.move("unmerge-report");
    expect(life.report).toMatchObject({ status: "received", version: 4 });
    life.move("undo-move");
    expect(life.report).toMatchObject({ status: "closed", outcome: "duplicate" });
    expect(life.move("unmerge-report")).toMatchObject({ status: "received", version: 6 });
  });

  test("is not what a report is that was closed as a duplicate, or was reopened since", () => {
    const closed = new Life();
    closed.move("close-report", {
      outcome: "duplicate",
      reason: "same",
      duplicateOf: other.folio,
      lateReason: "rain",
    });
    expect(closed.refusal("unmerge-report").code).toBe("move-not-allowed");
    const reopened = new Life();
    reopened.move("merge-report", merging, { into });
    reopened.move("reopen-report", { reason: "came-back" });
    expect(reopened.standing?.beside).toEqual(nothingBeside);
    reopened.move("close-report", { outcome: "resolved", reason: "repaired" });
    expect(reopened.refusal("unmerge-report").code).toBe("move-not-allowed");
  });
});

describe("CM7 taking the latest move back", () => {
  const closing = { outcome: "resolved", reason: "repaired", lateReason: "rain" };
  /** A way to each move from a report that has just come in. */
  const ways: Record<string, [MoveCommand["name"], object][]> = {
    "assign-report": [["assign-report", { brigade: "works-1" }]],
    "start-travel": [
      ["assign-report", { brigade: "works-1" }],
      ["start-travel", {}],
    ],
    "start-work": [
      ["assign-report", { brigade: "works-1" }],
      ["start-work", {}],
    ],
    "close-report": [["close-report", closing]],
    "reopen-report": [
      ["close-report", closing],
      ["reopen-report", { reason: "came-back" }],
    ],
    "correct-report": [["correct-report", { service: "tree", lon: -100.3, lat: 25.6 }]],
    "put-back-report": [
      ["assign-report", { brigade: "works-1" }],
      ["put-back-report", {}],
    ],
    "merge-report": [["merge-report", merging]],
    "unmerge-report": [
      ["merge-report", merging],
      ["unmerge-report", {}],
    ],
  };

  test("the table says of every move whether it can be", () => {
    expect(moveNames.filter(mayUndo)).toEqual(Object.keys(ways));
    expect(new Set(Object.values(undoable))).toEqual(new Set([...undoneKinds, null]));
  });

  test.each(Object.entries(ways))(
    "%s: the report stands as it did before, with all that is kept beside it",
    (_, way) => {
      // Late, so that a closing keeps its reason for being that.
      const life = new Life({ dueAt: AT - HOUR });
      for (const [name, more] of way.slice(0, -1)) life.move(name, more, { into });
      const before = { ...life.standing };
      for (const [name, more] of way.slice(-1)) life.move(name, more, { into });
      const { version } = life.report;
      expect(life.move("undo-move", {}, { now: AT + UNDO_ALLOWED_MS })).toEqual({
        ...before.report,
        version: version + 1,
      });
      expect(life.standing).toEqual({ report: life.report, beside: before.beside });
    },
  );

  test("is only for whoever made it, and for as long as the server's clock says", () => {
    expect(UNDO_SHOWN_MS).toBeLessThan(UNDO_ALLOWED_MS);
    const life = new Life();
    life.move("assign-report", { brigade: "works-1" });
    expect(life.refusal("undo-move", {}, { actor: luis }).code).toBe("undo-not-yours");
    expect(life.refusal("undo-move", {}, { actor: { role: "integration", id: "ana" } }).code).toBe(
      "undo-not-yours",
    );
    expect(life.refusal("undo-move", {}, { now: AT + UNDO_ALLOWED_MS + 1 }).code).toBe("undo-too-late");
    expect(life.refusal("undo-move", { version: 1 }).code).toBe("stale-version");
    expect([madeLatest(life.past, ana), madeLatest(life.past, luis)]).toEqual([true, false]);
  });

  test("is not for what was no move, nor for the taking back itself", () => {
    const life = new Life();
    expect(life.refusal("undo-move").code).toBe("move-not-allowed");
    life.move("assign-report", { brigade: "works-1" });
    life.move("undo-move");
    expect(life.refusal("undo-move").code).toBe("move-not-allowed");
  });

  test("leaves alone what was noted, photographed and announced since", () => {
    const life = new Life();
    life.move("assign-report", { brigade: "works-1" });
    life.quietly("report.noted");
    life.quietly("report.overdue");
    life.quietly("report.photographed");
    expect(life.move("undo-move")).toEqual({ ...aReport(), version: 6, alert: "late" });
  });

  test("is not possible when another move came after it", () => {
    const life = new Life();
    life.move("assign-report", { brigade: "works-1" });
    life.move("start-work", {}, { actor: { role: "brigade", id: "beto" } });
    expect(life.refusal("undo-move").code).toBe("undo-not-yours");
  });

  test("is not possible behind something that a newer server did", () => {
    const life = new Life();
    life.move("assign-report", { brigade: "works-1" });
    life.happen({ seq: 3, kind: "report.touched", at: AT, reportId: 7, version: 3, body: {}, actor: ana });
    expect(life.refusal("undo-move").code).toBe("move-not-allowed");
  });
});

test("a question waits until it is answered, and again when another is asked", () => {
  const said = (kind: "report.asked" | "report.answered", version: number): Past => ({
    kind,
    at: AT,
    reportId: 7,
    version,
    body: { note: `n${version}` },
    actor: ana,
  });
  const past = [said("report.asked", 2), said("report.answered", 3), said("report.asked", 4)];
  expect([0, 1, 2, 3].map((length) => hasOpenQuestion(past.slice(0, length)))).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

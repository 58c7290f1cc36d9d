/** What becomes of a move at the desk, against a server that answers what the test says. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { doMove } from "../../client/pages/dispatch/do-move.ts";
import { changedMeanwhile } from "../../client/pages/dispatch/forms/changed-meanwhile.ts";
import { mark, toggleMark } from "../../client/store/actions.ts";
import type { FormKind } from "../../client/store/deed.ts";
import { keepDraft, targetOf, useDesk, type Wish } from "../../client/store/desk-store.ts";
import { usePage } from "../../client/store/page-store.ts";
import { anEntry } from "./an-entry.ts";
import { diceOf, emptyCity, newReport } from "./random-log.ts";

type Said = { path: string; key: string | null; body: Record<string, unknown> };
/** Undefined: no answer comes. */
type Answers = (said: Said) => object | undefined;

const browserFetch = globalThis.fetch;
const desk = useDesk.getState();
const page = usePage.getState();
let said: Said[];
let answers: Answers;
let reports: ReturnType<typeof newReport>[];

beforeEach(() => {
  said = [];
  answers = doneAll;
  const city = emptyCity();
  const dice = diceOf(5);
  reports = [1, 2, 3].map((id) => newReport(id, Date.UTC(2026, 10, 23), dice));
  for (const report of reports) city.reports.set(report);
  page.present.city = city;
  globalThis.fetch = async (path, init) => {
    const text = typeof init?.body === "string" ? init.body : "{}";
    const one = {
      path: String(path),
      key: new Headers(init?.headers).get("idempotency-key"),
      body: z.record(z.string(), z.unknown()).parse(JSON.parse(text)),
    };
    said.push(one);
    // As over a network, not in the same turn.
    await new Promise(setImmediate);
    const answer = answers(one);
    if (!answer) throw new TypeError("no answer");
    return Response.json(answer, { status: "status" in answer && "code" in answer ? 409 : 200 });
  };
});
afterEach(() => {
  globalThis.fetch = browserFetch;
  page.present.city = undefined;
  useDesk.setState(desk, true);
  usePage.setState(page, true);
});

const done = (folio: unknown) => ({
  folio,
  version: 2,
  status: "assigned",
  dueAt: "2026-11-24T00:00:00.000Z",
  cursor: 9,
});
const stale = { type: "about:blank", title: "", status: 409, code: "stale-version", detail: "" };
const Commands = z.array(z.object({ folio: z.string() }));

function doneAll({ path, body }: Said): object {
  if (path !== "/api/commands/bulk") return done(body.folio);
  return {
    results: Commands.parse(body.commands).map(({ folio }) => ({ ok: true, answer: done(folio) })),
  };
}

const report = (n: number) => reports[n] ?? newReport(99, 0, diceOf(9));
const open = (kind: FormKind, ...of: number[]) =>
  useDesk.setState({ form: { kind, targets: of.map((n) => targetOf(report(n))) } });
const assign = (n: number): Wish => ({
  name: "assign-report",
  folio: report(n).folio,
  version: 1,
  fields: { brigade: "works-1" },
});
const note = (n: number): Wish => ({
  name: "note-report",
  folio: report(n).folio,
  fields: { text: "Llamaron otra vez.", visibility: "internal" },
});

describe("a move that has been done", () => {
  test("closes the form that sent it, and forgets what was typed there", async () => {
    open("note", 0);
    keepDraft("note", report(0).folio, "Llamaron otra vez.");
    await doMove("note", [note(0)]);
    expect(useDesk.getState()).toMatchObject({ form: null, drafts: {}, busy: false });
  });

  test("leaves alone the form that was opened meanwhile, its text, and what was marked", async () => {
    mark([report(0).id]);
    const moving = doMove("put-back", [{ name: "put-back-report", folio: report(0).folio, version: 1 }]);
    open("note", 0);
    keepDraft("note", report(0).folio, "Sin enviar");
    toggleMark(report(1).id);
    await moving;
    expect(useDesk.getState().form?.kind).toBe("note");
    expect(useDesk.getState().drafts).toEqual({ [`note:${report(0).folio}`]: "Sin enviar" });
    expect([...usePage.getState().marked]).toEqual([report(1).id]);
  });

  test("is an answer that was given by telephone, sent where answers are taken", async () => {
    answers = () => done(report(0).folio);
    await doMove("answer", [{ name: "answer", folio: report(0).folio, fields: { text: "En el 14" } }]);
    expect(said).toMatchObject([
      { path: `/api/reports/${report(0).folio}/answers`, body: { text: "En el 14" } },
    ]);
    expect(useDesk.getState()).toMatchObject({ said: { deed: "answer" }, undo: null, trouble: null });
  });

  test("is done once more when it is asked for once more, and only once when no answer came", async () => {
    answers = () => undefined;
    await doMove("note", [note(0)]);
    answers = doneAll;
    await doMove("note", [note(0)]);
    await doMove("note", [note(0)]);
    const [unheard, heard, anew] = said.map(({ key }) => key);
    expect(heard).toBe(unheard);
    expect(anew).not.toBe(heard);
  });

  /** All but the second, which somebody else has moved; what became of that is told by `card`. */
  const allButOne =
    (card?: object): Answers =>
    ({ path, body }) =>
      path === "/api/commands/bulk"
        ? {
            results: Commands.parse(body.commands).map(({ folio }) =>
              folio === report(1).folio ? { ok: false, problem: stale } : { ok: true, answer: done(folio) },
            ),
          }
        : card;

  test("of many that stand where it is not made names where they stand", async () => {
    open("assign", 0, 1);
    const problem = { ...stale, code: "move-not-allowed", current: { status: "closed" } };
    answers = () => ({
      results: [
        { ok: true, answer: done(report(0).folio) },
        { ok: false, problem },
      ],
    });
    await doMove("assign", [assign(0), assign(1)]);
    expect(useDesk.getState().outcome?.refused).toMatchObject([
      { folio: report(1).folio, code: "not-while", detail: "closed" },
    ]);
  });

  test("of many is told also when what was stale could not be looked at", async () => {
    mark(reports.map(({ id }) => id));
    open("assign", 0, 1, 2);
    answers = allButOne();
    await doMove("assign", [assign(0), assign(1), assign(2)]);
    const { outcome, undo, trouble, form } = useDesk.getState();
    expect(outcome).toMatchObject({
      done: 2,
      refused: [{ folio: report(1).folio, code: "stale-version", overtaken: null }],
    });
    expect(undo?.moves.map(({ folio }) => folio)).toEqual([report(0).folio, report(2).folio]);
    expect([trouble, form]).toEqual([null, null]);
    expect([...usePage.getState().marked]).toEqual([]);
  });

  test("of many tells what a colleague did to those it was refused for, and leaves them unmarked until that was read", async () => {
    const ana = { actor: { role: "operator", id: "7" }, actorName: "Ana", brigade: "works-2" } as const;
    for (const form of ["assign", null] as const) {
      mark(reports.map(({ id }) => id));
      if (form) open(form, 0, 1, 2);
      answers = allButOne({
        report: { ...report(1), status: "assigned", brigade: 2, version: 2 },
        archived: false,
        mergedFrom: [],
        timeline: [anEntry("received"), anEntry("assigned", ana)],
      });
      await doMove("assign", [assign(0), assign(1), assign(2)]);
      const [refused] = useDesk.getState().outcome?.refused ?? [];
      expect(refused?.folio).toBe(report(1).folio);
      expect(refused?.overtaken?.card?.report.brigade).toBe(2);
      expect(refused?.overtaken?.since).toMatchObject([{ kind: "assigned", actorName: "Ana" }]);
      expect([...usePage.getState().marked]).toEqual([]);
    }
  });

  test("of many leaves marked what cannot be done, for it is tried in another way", async () => {
    mark(reports.map(({ id }) => id));
    open("assign", 0, 1, 2);
    const refuse = allButOne();
    answers = (one) =>
      JSON.parse(JSON.stringify(refuse(one)).replaceAll("stale-version", "move-not-allowed"));
    await doMove("assign", [assign(0), assign(1), assign(2)]);
    expect([...usePage.getState().marked]).toEqual([report(1).id]);
  });
});

test("of many that a form is about, those that somebody moved or that went out of sight are told, and no deadline", () => {
  const [moved, late, gone] = reports;
  const now = new Map(reports.map((each) => [each.id, { ...each, version: 2 }]));
  if (!moved || !late || !gone) throw new Error("there are three");
  now.set(moved.id, { ...moved, version: 2, status: "assigned", brigade: 1 });
  now.set(late.id, { ...late, version: 2, alert: "late" });
  now.delete(gone.id);
  const { changed, gone: away } = changedMeanwhile(reports, (id) => now.get(id));
  expect([changed, away].map((each) => each.map(({ id }) => id))).toEqual([[moved.id], [gone.id]]);
});

test("a move while another is on its way is not done, and that is said", async () => {
  const moving = doMove("assign", [assign(0)]);
  await doMove("assign", [assign(1)]);
  await moving;
  expect(said).toHaveLength(1);
  expect(useDesk.getState()).toMatchObject({ trouble: { code: "still-sending" }, busy: false });
});

/** What is written about a report: who may write it, who reads it, and that it is nowhere else. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ReportCard } from "#contract/card";
import { CreateAnswer } from "#contract/commands";
import { Erased, HeldData } from "#contract/privacy";
import { expectConsistent, tablesWith } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";

const HOUR = 3_600_000;
const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start({ clock });
});
afterAll(() => city.stop());

const nobody = { authorization: "" };
const note = (folio: string, text: string, visibility: string, headers: Record<string, string> = {}) =>
  city.send("POST", "/api/commands/note-report", { folio, text, visibility }, headers);
const ask = (folio: string, text: string, headers: Record<string, string> = {}) =>
  city.send("POST", "/api/commands/ask-citizen", { folio, text }, headers);
const answer = (folio: string, text: string, headers: Record<string, string> = {}) =>
  city.send("POST", `/api/reports/${folio}/answers`, { text }, headers);
async function notesOf(folio: string, headers: Record<string, string> = {}): Promise<string[]> {
  const { status, body } = await city.send("GET", `/api/reports/${folio}`, undefined, headers);
  expect([status, body]).toEqual([200, expect.anything()]);
  return ReportCard.parse(body).notes.map(({ kind, text }) => `${kind}: ${text}`);
}

/** A report handed in by somebody who is not signed in, with what shows that it is theirs. */
async function byCitizen(service = "bache") {
  const made = await city.send("POST", "/api/reports", { service, ...place }, nobody);
  const { folio, ticket } = CreateAnswer.parse(made.body);
  return { folio, own: { ...nobody, "x-report-ticket": ticket } };
}

describe("CM9 a note", () => {
  test("names no version and never conflicts, but makes one, so that every card is read anew", async () => {
    const report = await city.report();
    const answers = await Promise.all([1, 2, 3].map((n) => note(report.folio, `Nota ${n}`, "internal")));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ body }) => body.version).sort()).toEqual([2, 3, 4]);
  });

  test("LG4 is in the table of notes, and not in the log, the audit or a receipt", async () => {
    const { folio } = await city.report();
    const headers = { "idempotency-key": "a-note-under-its-key" };
    const said = await note(folio, "marca-unica-en-nota", "public", headers);
    expect(await note(folio, "marca-unica-en-nota", "public", headers)).toMatchObject({ body: said.body });
    expect(await tablesWith(city.ctx.db, "marca-unica")).toEqual(["notes"]);
    expect(await notesOf(folio)).toEqual(["note: marca-unica-en-nota"]);
  });

  test("AU4 is read by those whom it is for", async () => {
    const { folio, own } = await byCitizen();
    await city.move("assign-report", { folio, version: 1 }, { brigade: "limpia-1" });
    const brigade = await city.as("brigade", { brigade: "limpia-1" });
    await note(folio, "para la oficina", "internal");
    await note(folio, "para todos", "public");
    await note(folio, "no hay paso", "internal", brigade);
    const all = ["note: para la oficina", "note: para todos", "note: no hay paso"];
    expect(await notesOf(folio)).toEqual(all);
    expect(await notesOf(folio, brigade)).toEqual(all);
    expect(await notesOf(folio, nobody)).toEqual(["note: para todos"]);
    expect(await notesOf(folio, own)).toEqual(["note: para todos"]);
    const { body } = await city.send("GET", `/api/reports/${folio}`, undefined, nobody);
    expect(ReportCard.parse(body).timeline.map(({ kind }) => kind)).toEqual([
      "received",
      "assigned",
      "noted",
    ]);
    expect(
      JSON.stringify((await city.send("GET", `/api/reports/${folio}`, undefined, brigade)).body),
    ).not.toContain("Ana");
  });

  test("of a brigade is internal and of its own stops alone", async () => {
    const { folio } = await city.move("assign-report", await city.report(), { brigade: "limpia-1" });
    const [own, foreign] = [
      await city.as("brigade", { brigade: "limpia-1" }),
      await city.as("brigade", { brigade: "limpia-2" }),
    ];
    expect((await note(folio, "x", "internal", foreign)).body.code).toBe("not-found");
    expect((await note(folio, "x", "public", own)).body.code).toBe("forbidden");
    expect((await ask(folio, "¿Cuál?", own)).body.code).toBe("forbidden");
    expect((await note(folio, "x", "internal", own)).status).toBe(200);
    const lines = await city.ctx.db.query<{ action: string; outcome: string }>(
      "SELECT action, outcome FROM audit WHERE folio = $1 AND actor_role = 'brigade' ORDER BY id",
      [folio],
    );
    expect(lines).toEqual([
      { action: "report.triage", outcome: "refused" },
      { action: "report.note", outcome: "done" },
    ]);
  });

  test("says something, in words that can be kept", async () => {
    const { folio } = await city.report();
    for (const [text, visibility, field] of [
      ["   ", "internal", "text"],
      ["x".repeat(2001), "internal", "text"],
      ["nul\u0000", "internal", "text"],
      ["x", "secret", "visibility"],
    ] as const) {
      const { status, body } = await note(folio, text, visibility);
      expect([status, body.code, String(body.detail).split(":")[0]]).toEqual([400, "invalid-input", field]);
    }
    expect((await note("22222-22223", "x", "internal")).body.detail).toMatch(/^folio: /);
    expect((await note("22222-22222", "x", "internal")).body.code).toBe("not-found");
  });
});

describe("CM9 a question", () => {
  test("is read and answered by whoever handed the report in, with its ticket, and by nobody else in public", async () => {
    const { folio, own } = await byCitizen();
    expect((await answer(folio, "¿Hola?", own)).body.code).toBe("nothing-asked");
    expect((await ask(folio, "¿En qué número?")).status).toBe(200);
    expect(await notesOf(folio, nobody)).toEqual([]);
    expect(await notesOf(folio, own)).toEqual(["question: ¿En qué número?"]);
    // Days later: the ticket is good for as long as somebody waits for the answer.
    clock.ahead += 72 * HOUR;
    expect((await answer(folio, "En el 14", nobody)).body.code).toBe("sign-in-needed");
    expect((await answer(folio, "En el 14", { ...nobody, "x-report-ticket": "none" })).body.code).toBe(
      "ticket-ended",
    );
    expect((await answer(folio, "En el 14", own)).status).toBe(201);
    expect((await answer(folio, "o en el 16", own)).body.code).toBe("nothing-asked");
    const both = ["question: ¿En qué número?", "answer: En el 14"];
    expect(await notesOf(folio, own)).toEqual(both);
    expect(await notesOf(folio)).toEqual(both);
    expect(await notesOf(folio, nobody)).toEqual([]);
    expect(await tablesWith(city.ctx.db, "En el 14")).toEqual(["notes"]);
  });

  test("has its answer written down by an operator of whoever called", async () => {
    const { folio } = await byCitizen();
    await ask(folio, "¿Sigue ahí?");
    expect((await answer(folio, "Dice que sí")).status).toBe(201);
    const card = ReportCard.parse((await city.send("GET", `/api/reports/${folio}`)).body);
    expect(card.notes.at(-1)).toMatchObject({ kind: "answer", actorName: "Ana", visibility: "internal" });
    expect(card.timeline.at(-1)).toMatchObject({ kind: "answered", note: card.notes.at(-1)?.id });
  });

  test("AU3 reaches whoever reported what does not exist in public, and nobody else", async () => {
    const { folio, own } = await byCitizen("ruido");
    await ask(folio, "¿Desde qué hora?");
    expect(await notesOf(folio, own)).toEqual(["question: ¿Desde qué hora?"]);
    expect((await city.send("GET", `/api/reports/${folio}`, undefined, nobody)).status).toBe(404);
    const another = await byCitizen();
    const stolen = await city.send("GET", `/api/reports/${folio}`, undefined, another.own);
    expect([stolen.status, stolen.body.code]).toEqual([403, "ticket-ended"]);
  });
});

test("what was written is handed out and erased when a citizen asks, and the log stays as it was", async () => {
  const { folio } = await byCitizen();
  await note(folio, "vive en la casa verde", "internal");
  await ask(folio, "¿La casa verde?");
  await answer(folio, "Sí, la casa verde");
  const admin = (path: string, body: object) =>
    city.send(
      "POST",
      `/api/admin/privacy/${path}`,
      { folio, ...body },
      { authorization: `Bearer ${city.admin}` },
    );
  const held = HeldData.parse((await admin("export", {})).body);
  expect(held.reports[0]?.notes).toMatchObject([
    { kind: "note", text: "vive en la casa verde", by: "operator" },
    { kind: "question", text: "¿La casa verde?" },
    { kind: "answer", text: "Sí, la casa verde" },
  ]);
  const log = () => city.ctx.db.query("SELECT seq, md5(e::text) AS hash FROM events e ORDER BY seq");
  const before = await log();
  const erase = async (descriptions: boolean) =>
    Erased.parse((await admin("erase", { descriptions, photos: false })).body).notes;
  expect([await erase(false), await erase(true), await erase(true)]).toEqual([0, 3, 0]);
  expect(await tablesWith(city.ctx.db, "casa verde")).toEqual([]);
  expect(await notesOf(folio)).toEqual([]);
  expect(await log()).toEqual(before);
  await expectConsistent(city);
});

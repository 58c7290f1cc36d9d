/** Each audience's view of one living city, on the real wire: it is the fold of what it is told, and holds no more. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Audience } from "#contract/actor";
import { ReportCard } from "#contract/card";
import { CommandAnswer } from "#contract/commands";
import { registerBrigades } from "#server/brigades/register-brigades";
import { readDigest } from "#server/live/read-digest";
import { importReports } from "#server/reports/import-reports";
import { ops, place, TestCity } from "#test/support/living-city";
import { tokenOf } from "#test/support/people";
import { expectSameCity } from "#test/support/same-city";
import type { Wall } from "#test/support/wall";
import { archiveClosed } from "#workers/archive-closed";

/** Wednesday, 10:00 in Monterrey: brigades are on duty. */
const MORNING = Date.parse("2026-11-25T10:00:00-06:00");
let now = MORNING;
let city: TestCity;
const brigades = ["limpia-1", "limpia-2", "limpia-3"];
const services = ["bache", "recoleccion-basura", "ruido", "luminaria-apagada"];

beforeAll(async () => {
  city = await TestCity.start({
    clock: { now: () => now },
    gateway: { digestEveryMs: 200, framesEveryMs: 20, pulseEveryMs: 500, publicFramesEveryMs: 50 },
  });
});
afterAll(() => city.stop());

const field = (brigade = "limpia-1"): Audience => ({ kind: "field", brigade });
const everybody: Audience = { kind: "public" };
const department: Audience = { kind: "ops", department: "limpia" };

async function wallOf(audience: Audience): Promise<Wall> {
  const { ctx } = city;
  switch (audience.kind) {
    case "ops":
      return city.wall(
        (await tokenOf(
          ctx,
          "supervisor",
          audience.department === null ? {} : { department: audience.department },
        )) ?? null,
      );
    case "field":
      return city.wall((await tokenOf(ctx, "brigade", { brigade: audience.brigade })) ?? null);
    case "public":
      return city.wall(null);
  }
}

const attended = new Set<string>();
type Known = Pick<CommandAnswer, "folio" | "version" | "status">;

/** What a hand does next with some report, or with none. */
async function step(known: Known[], pick: number, dice: number): Promise<void> {
  const at = pick % (known.length + 2);
  const report = known[at];
  if (!report) {
    const service = services[dice % services.length];
    known.push(await city.report({ service, lon: place.lon + (dice % 40) * 1e-4 }));
    return;
  }
  const brigade = brigades[dice % brigades.length];
  const next = async (): Promise<Known | undefined> => {
    switch (report.status) {
      case "closed":
        return dice % 3 === 0
          ? undefined
          : city.move("reopen-report", report, { reason: city.reason("reopen") });
      case "assigned":
        if (dice % 4 === 0) return city.move("start-work", report);
        return city.move("assign-report", report, { brigade });
      case "in-progress":
        return city.move("close-report", report, { outcome: "resolved", reason: city.reason("resolve") });
      default:
        return city.move("assign-report", report, { brigade });
    }
  };
  const moved = await next();
  if (moved) known[at] = moved;
}

const atTheDesk = [
  "correct-report",
  "put-back-report",
  "merge-report",
  "unmerge-report",
  "undo-move",
  "note-report",
  "ask-citizen",
] as const;

/** What a dispatcher does with some report; it may be refused. */
async function attend(known: Known[], name: (typeof atTheDesk)[number], pick: number, dice: number) {
  const at = pick % Math.max(1, known.length);
  const report = known[at];
  if (!report) return;
  const { folio, version } = report;
  const more = {
    "correct-report": { version, service: services[dice % services.length] },
    "put-back-report": { version },
    "merge-report": { version, into: known[dice % known.length]?.folio },
    "unmerge-report": { version },
    "undo-move": { version },
    "note-report": { text: "Nota", visibility: dice % 2 ? "internal" : "public" },
    "ask-citizen": { text: "¿Dónde?" },
  }[name];
  const { status, body } = await city.send("POST", `/api/commands/${name}`, { folio, ...more });
  if (status !== 200) return;
  attended.add(name);
  known[at] = CommandAnswer.parse(body);
}

/** Closed reports leave the live city, as they do a day later. */
async function archiveAll(known: Known[]): Promise<void> {
  const before = now;
  now += 25 * 3_600_000;
  await archiveClosed.run(city.ctx);
  now = before;
  const rows = await city.ctx.db.query<Known>("SELECT folio, version, status FROM reports");
  const versions = new Map(rows.map(({ folio, version }) => [folio, version]));
  for (const [at, report] of known.entries())
    known[at] = { ...report, version: versions.get(report.folio) ?? report.version };
}

async function importSome(name: string, dice: number): Promise<void> {
  const moves = [{ to: "assigned" as const, at: now - 60_000, brigade: brigades[dice % 3] ?? "" }];
  const reports = Array.from({ length: 6 }, (_, i) => ({
    source: name,
    sourceId: String(i),
    service: services[(dice + i) % services.length] ?? "bache",
    ...place,
    receivedAt: now - 3_600_000,
    dueAt: now + 3_600_000,
    channel: "import" as const,
    moves: i % 2 === 0 ? moves : [],
  }));
  await importReports(city.ctx, reports);
}

const anyStep = fc.record({ kind: fc.nat({ max: 29 }), pick: fc.nat(), dice: fc.nat() });

test("FD1 AU6 LV7 every audience's wall is its own snapshot at the end, however reports come, change hands, leave and come back", async () => {
  const audiences: Audience[] = [ops, department, field(), field("limpia-2"), everybody];
  const walls = await Promise.all(audiences.map(wallOf));
  let imports = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 25, maxLength: 45 }), async (steps) => {
      const known: Known[] = [];
      for (const { kind, pick, dice } of steps) {
        const wall = walls[pick % walls.length];
        if (kind === 0) wall?.drop();
        else if (kind === 1 && wall?.socket === undefined) await wall?.resume();
        else if (kind === 2 && wall) wall.hearsTwice = !wall.hearsTwice;
        else if (kind === 3) await archiveAll(known);
        else if (kind === 4) await importSome(`some-${imports++}`, dice);
        else if (kind < 5 + 2 * atTheDesk.length)
          await attend(known, atTheDesk[(kind - 5) % atTheDesk.length] ?? "undo-move", pick, dice);
        else await step(known, pick, dice);
      }
      for (const [i, wall] of walls.entries()) {
        if (wall.socket === undefined) await wall.resume();
        const audience = audiences[i] ?? ops;
        const truth = await city.snapshot(audience);
        await wall.reached(truth.cursor);
        expectSameCity(wall.city, truth);
        expect(await readDigest(city.ctx, audience)).toEqual({
          cursor: truth.cursor,
          ...truth.reports.digest,
        });
      }
    }),
    { numRuns: 5, endOnFailure: true },
  );
  expect(attended.size).toBeGreaterThan(3);
  for (const wall of walls) {
    expect(wall.snapshots).toBe(1);
    const from = wall.digests.length;
    await wall.until(() => wall.digests.length > from + 1, "digests");
    for (const { ours, theirs } of wall.digests)
      if (ours.cursor === theirs.cursor) expect(ours).toEqual(theirs);
    expect(wall.digests.at(-1)?.ours).toEqual(wall.digests.at(-1)?.theirs);
  }
  expect(new Set(walls.map((wall) => wall.city.reports.count)).size).toBeGreaterThan(3);
  for (const wall of walls) wall.drop();
}, 240_000);

describe("a stop", () => {
  test("AU6 that is given to another brigade leaves the one's phone and comes whole to the other's", async () => {
    const [one, other] = [await wallOf(field()), await wallOf(field("limpia-2"))];
    const report = await city.report();
    const id = await city.idOf(report.folio);
    const first = await city.move("assign-report", report, { brigade: "limpia-1" });
    await one.reached(first.cursor);
    expect(one.city.reports.get(id)).toMatchObject({ folio: report.folio, status: "assigned" });
    const second = await city.move("assign-report", first, { brigade: "limpia-2" });
    await Promise.all([one.reached(second.cursor), other.reached(second.cursor)]);
    expect(one.city.reports.get(id)).toBeUndefined();
    expect(other.city.reports.get(id)).toMatchObject({ folio: report.folio, version: 3 });
    const started = await city.move("start-work", second);
    await other.reached(started.cursor);
    expect([one.kindsOf(id), other.kindsOf(id)]).toEqual([
      ["report.entered", "report.gone"],
      ["report.entered", "report.started"],
    ]);
  });

  test("AU8 opens with its text for the brigade whose it is, and for no other", async () => {
    const report = await city.report({ description: "Junto al portón" });
    const assigned = await city.move("assign-report", report, { brigade: "limpia-1" });
    const open = async (brigade: string, role: "brigade" | "device") =>
      city.send("GET", `/api/reports/${assigned.folio}`, undefined, await city.as(role, { brigade }));
    for (const role of ["brigade", "device"] as const) {
      const card = await open("limpia-1", role);
      expect(card.body).toMatchObject({ description: "Junto al portón", report: { folio: report.folio } });
      expect(JSON.stringify(card.body)).not.toContain("Ana");
      expect((await open("limpia-2", role)).body.code).toBe("not-found");
    }
  });
});

describe("everybody", () => {
  const card = (folio: string) => city.send("GET", `/api/reports/${folio}`, undefined, { authorization: "" });

  test("AU3 AU8 sees how a report fares, and neither its text nor who attends it", async () => {
    const wall = await wallOf(everybody);
    const report = await city.report({ description: "Texto del vecino", channel: "phone" });
    const assigned = await city.move("assign-report", report, { brigade: "limpia-1" });
    await wall.reached(assigned.cursor);
    const id = await city.idOf(report.folio);
    expect(wall.city.reports.get(id)).toMatchObject({ status: "assigned", brigade: null, ...place });
    expect(wall.seen.filter((event) => event.reportId === id)).toEqual([
      expect.objectContaining({ kind: "report.entered" }),
      expect.objectContaining({ kind: "report.assigned", body: { brigade: null } }),
    ]);
    const { status, body } = await card(report.folio);
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual([
      "archived",
      "follows",
      "mergedFrom",
      "mergedInto",
      "notes",
      "report",
      "timeline",
    ]);
    expect(body.timeline).toEqual([
      { at: expect.any(Number), kind: "received", outcome: null, reason: null, lateReason: null, note: null },
      { at: expect.any(Number), kind: "assigned", outcome: null, reason: null, lateReason: null, note: null },
    ]);
    expect(body.report).not.toHaveProperty("brigade");
    // The page reads every audience's card by one form: what is not told is null there.
    expect(ReportCard.parse(body)).toMatchObject({
      description: null,
      photos: [],
      report: { brigade: null },
    });
  });

  test("AU3 sees a report at a home as one of its hexagon, and what points at somebody not at all", async () => {
    const near = await city.report({ service: "recoleccion-basura", ...place });
    const hidden = await city.report({ service: "ruido", ...place });
    const wall = await wallOf(everybody);
    const shown = wall.city.reports.get(await city.idOf(near.folio));
    expect(shown?.lon).not.toBe(place.lon);
    expect(shown?.lat).not.toBe(place.lat);
    expect((await card(near.folio)).body.report).toMatchObject({ lon: shown?.lon, lat: shown?.lat });
    expect(wall.city.reports.get(await city.idOf(hidden.folio))).toBeUndefined();
    const none = await card(hidden.folio);
    const never = await card("22222-22222");
    expect([none.status, none.body.code]).toEqual([404, "not-found"]);
    expect({ ...none.body, detail: "" }).toEqual({ ...never.body, detail: "" });
    const moved = await city.move("assign-report", hidden, { brigade: "limpia-1" });
    await wall.reached(moved.cursor);
    expect(wall.kindsOf(await city.idOf(hidden.folio))).toEqual([]);
  });

  test("AU4 reads the city without its brigades, and operators with them", async () => {
    const read = (headers = {}) => city.send("GET", "/api/city", undefined, headers);
    expect((await read({ authorization: "" })).body.city).toMatchObject({ code: "san-pedro", brigades: [] });
    expect((await read()).body.city).toMatchObject({ brigades: city.ctx.rules.city.brigades });
  });
});

test("SN5 AU12 when a brigade is registered for another department, what it has for others is counted anew", async () => {
  const brigade = city.ctx.rules.city.brigades.find(({ code }) => code === "limpia-1");
  if (!brigade) throw new Error("the city has no limpia-1");
  const wall = await wallOf(department);
  const works = await wallOf({ kind: "ops", department: "vialidad" });
  await city.move("assign-report", await city.report({ service: "ruido" }), { brigade: brigade.code });
  const counts: unknown[] = [];
  for (const moved of [{ ...brigade, department: "vialidad" }, brigade]) {
    await registerBrigades(city.ctx, { role: "system", id: "test" }, [moved]);
    city.ctx.lane.notify();
    const { cursor } = await city.snapshot();
    for (const [one, name] of [
      [wall, "limpia"],
      [works, "vialidad"],
    ] as const) {
      const theirs = await city.snapshot({ kind: "ops", department: name });
      const isSame = () => isDeepStrictEqual(one.city.elsewhere, theirs.elsewhere);
      await one.until(() => one.city.cursor >= cursor && isSame(), "what its brigades have for others");
      expectSameCity(one.city, theirs);
      counts.push(theirs.elsewhere.has(city.ctx.brigades.get(brigade.code)?.id ?? -1));
    }
  }
  expect(counts).toEqual([false, true, true, false]);
});

describe("brigades on the map", () => {
  const ping = (brigade: string, at: number, lon = place.lon) =>
    city.send("POST", "/api/ingest/batch", {
      positions: [{ brigade, at: new Date(at).toISOString(), lon, lat: place.lat, speed: 5, heading: 90 }],
    });
  const idOf = (code: string) => city.ctx.brigades.get(code)?.id ?? -1;

  test("PF5 are shown to everybody minutes late and roughly, and vanish when their shift is over", async () => {
    const wall = await wallOf(everybody);
    await ping("limpia-1", now - 11 * 60_000);
    await ping("limpia-1", now - 60_000, place.lon + 0.02);
    await wall.until(() => wall.fixes.has(idOf("limpia-1")), "a public position");
    const shown = wall.fixes.get(idOf("limpia-1"));
    expect(shown?.lon).not.toBe(place.lon);
    expect(Math.abs((shown?.lon ?? 0) - place.lon)).toBeLessThan(0.003);
    expect([shown?.speed, shown?.heading, shown?.at]).toEqual([null, null, now - 11 * 60_000]);
    // Its shift ends at 14:00; at 14:20 what is ten minutes old is no time of duty any more.
    now = MORNING + 260 * 60_000;
    await ping("limpia-1", now - 12 * 60_000);
    await wall.until(() => !wall.fixes.has(idOf("limpia-1")), "the brigade to vanish");
    now = MORNING;
    wall.drop();
  });

  test("PF5 AU1 a brigade sees itself as it moves and no other, operators see all", async () => {
    const [own, all, tracker] = [
      await wallOf(field("limpia-2")),
      await wallOf(department),
      await city.wall((await tokenOf(city.ctx, "device", { brigade: "limpia-2" })) ?? null),
    ];
    await ping("limpia-2", now - 1_000);
    await ping("limpia-3", now - 1_000);
    await all.until(() => all.fixes.has(idOf("limpia-2")) && all.fixes.has(idOf("limpia-3")), "both");
    await own.until(() => own.fixes.get(idOf("limpia-2"))?.at === now - 1_000, "its own");
    expect([...own.fixes.keys()]).toEqual([idOf("limpia-2")]);
    expect(tracker.whole).toEqual([]);
    expect(tracker.fixes.size).toBe(0);
  });
});

/** The past: any minute's snapshot as it was taken then, for whoever may see it, and what came after it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Audience } from "#contract/actor";
import { PastEvents } from "#contract/past";
import { decodeTracks } from "#contract/tracks";
import { fold, type LiveCity } from "#domain/fold";
import { decodeSnapshot } from "#domain/snapshot";
import { changeCityPart } from "#server/city/change-city";
import { MOST_FOLDED } from "#server/past/read-past";
import { ops, place, TestCity } from "#test/support/living-city";
import { expectSameCity } from "#test/support/same-city";
import { archiveClosed } from "#workers/archive-closed";
import { keepCheckpoints } from "#workers/keep-checkpoints";
import { raiseReportAlerts } from "#workers/raise-report-alerts";
import { sweepSla } from "#workers/sweep-sla";

/** Wednesday, 10:00 in Monterrey. */
const MORNING = Date.parse("2026-11-25T10:00:00-06:00");
const MINUTE = 60_000;
let now = MORNING;
let city: TestCity;
const department: Audience = { kind: "ops", department: "limpia" };
const services = ["bache", "recoleccion-basura", "ruido", "luminaria-apagada"];

/** What was taken live at some minutes. */
const taken: { at: number; whole: LiveCity; own: LiveCity }[] = [];

async function take(): Promise<void> {
  taken.push({ at: now, whole: await city.snapshot(ops), own: await city.snapshot(department) });
}

const headers = new Map<Audience, Record<string, string>>();

async function ask(path: string, audience: Audience = ops): Promise<Response> {
  return fetch(city.url + path, { headers: headers.get(audience) ?? {} });
}

async function past(at: number, audience: Audience = ops): Promise<LiveCity> {
  const response = await ask(`/api/live/past?at=${new Date(at).toISOString()}`, audience);
  expect(response.status).toBe(200);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return decodeSnapshot(bytes, city.ctx.rules.codes, city.ctx.rules.fingerprint);
}

async function checkpoints(): Promise<number> {
  const [row] = await city.ctx.db.query<{ count: number }>("SELECT count(*) AS count FROM checkpoints");
  return row?.count ?? 0;
}

beforeAll(async () => {
  city = await TestCity.start({ clock: { now: () => now } });
  headers.set(ops, await city.as("operator"));
  headers.set(department, await city.as("kiosk", { department: "limpia" }));
  await keepCheckpoints.run(city.ctx);
  let last = await city.report();
  for (let i = 0; i < 24; i++) {
    now += 4 * MINUTE;
    await take();
    now += MINUTE;
    const made = await city.report({ service: services[i % services.length], lon: place.lon + i * 1e-4 });
    if (i % 2 === 0) last = await city.move("assign-report", made, { brigade: "limpia-1" });
    else if (i % 3 === 0)
      await city.move("close-report", last, { outcome: "resolved", reason: city.reason("resolve") });
    await sweepSla.run(city.ctx);
    await raiseReportAlerts.run(city.ctx);
    await keepCheckpoints.run(city.ctx);
  }
  now += 25 * 60 * MINUTE;
  await archiveClosed.run(city.ctx);
  await raiseReportAlerts.run(city.ctx);
  await keepCheckpoints.run(city.ctx);
  await take();
});
afterAll(() => city.stop());

test("a minute is told as it was taken live then, to each audience", async () => {
  now += MINUTE;
  for (const { at, whole, own } of taken) {
    expectSameCity(await past(at), whole);
    expectSameCity(await past(at, department), own);
  }
  expect(taken.some(({ whole }) => whole.alerts.size > 0)).toBe(true);
  expect(taken.at(-1)?.own.reports.count).toBeLessThan(taken.at(-1)?.whole.reports.count ?? 0);
});

test("what came after it, folded in, is every later minute", async () => {
  for (const audience of [ops, department]) {
    const folded = await past(taken[2]?.at ?? 0, audience);
    for (const { at, whole, own } of taken.slice(3)) {
      for (let more = true; more; ) {
        const query = `from=${folded.cursor}&until=${new Date(at).toISOString()}`;
        const answer = PastEvents.parse(await (await ask(`/api/live/past/events?${query}`, audience)).json());
        expect(answer.from).toBe(folded.cursor);
        for (const event of answer.events) fold(folded, event);
        folded.cursor = answer.to;
        more = answer.more;
      }
      expectSameCity(folded, audience === ops ? whole : own);
    }
  }
});

test("the whole city is kept each half an hour in which something changed, and no oftener", async () => {
  const kept = await checkpoints();
  // Two hours of reports, the beginning, and the day after.
  expect(kept).toBe(6);
  now += 600 * MINUTE;
  await keepCheckpoints.run(city.ctx);
  expect(await checkpoints()).toBe(kept);
});

test("a service that came in between, and the order of the list, change nothing of what was", async () => {
  const { at, whole } = taken[5] ?? { at: 0, whole: undefined };
  if (!whole) throw new Error("nothing was taken");
  const before = Array.from({ length: whole.reports.count }, (_, row) => whole.reports.at(row));
  const list = city.ctx.rules.city.services;
  const [first] = list;
  if (!first) throw new Error("no services");
  const actor = { role: "administrator", id: "test" } as const;
  await changeCityPart(city.ctx, actor, "services", {
    version: 0,
    content: [{ ...first, code: "nuevo" }, ...list.toReversed()],
  });
  await city.ctx.rules.catchUp();
  const told = await past(at);
  const after = Array.from({ length: told.reports.count }, (_, row) => told.reports.at(row));
  expect(after.sort((a, b) => a.id - b.id)).toEqual(before.sort((a, b) => a.id - b.id));
});

describe("is refused with words", () => {
  test.each([
    ["of the future", () => new Date(now + MINUTE).toISOString(), "invalid-input"],
    ["that is none", () => "yesterday", "invalid-input"],
    ["without its zone", () => "2026-11-25T10:00:00", "invalid-input"],
  ])("a minute %s", async (_, at, code) => {
    const response = await ask(`/api/live/past?at=${encodeURIComponent(at())}`);
    expect((await response.json()).code).toBe(code);
  });

  test("a minute before the log began, and when it did: nothing is known of what was late then", async () => {
    const [row] = await city.ctx.db.query<{ at: Date }>("SELECT min(at) AS at FROM events");
    const answer = await (await ask("/api/live/past?at=2020-01-01T00:00:00Z")).json();
    expect(answer).toMatchObject({ code: "past-not-kept", current: { earliest: row?.at.toISOString() } });
  });

  test("more hours of positions than may be asked for at once", async () => {
    const [from, until] = [MORNING, MORNING + 7 * 60 * MINUTE].map((at) => new Date(at).toISOString());
    const answer = await (await ask(`/api/live/past/positions?from=${from}&until=${until}`)).json();
    expect(answer).toMatchObject({ code: "invalid-input", errors: [{ field: "until" }] });
  });
});

test("where brigades were is told every ten seconds, in order, and its reading is audited; a wall is not told", async () => {
  const at = now - 60 * MINUTE;
  const positions = Array.from({ length: 60 }, (_, i) => ({
    brigade: i % 2 === 0 ? "limpia-1" : "limpia-2",
    at: new Date(at + i * 2000).toISOString(),
    lon: place.lon + i * 1e-5,
    lat: place.lat,
    ...(i % 4 === 0 && { heading: 90 }),
  }));
  await city.send("POST", "/api/ingest/batch", { positions });
  const query = `from=${new Date(at).toISOString()}&until=${new Date(at + 60_000).toISOString()}`;
  const response = await ask(`/api/live/past/positions?${query}`);
  const { tracks } = decodeTracks(new Uint8Array(await response.arrayBuffer()));
  expect(tracks.map(({ brigade }) => brigade)).toEqual(
    ["limpia-1", "limpia-2"].map((code) => city.ctx.brigades.get(code)?.id).sort(),
  );
  for (const track of tracks) {
    expect(track.at.length).toBe(6);
    expect([...track.at]).toEqual([...track.at].sort());
    expect(Math.max(...track.at)).toBeLessThan(at + 60_000);
  }
  const [row] = await city.ctx.db.query<{ detail: unknown }>(
    "SELECT detail FROM audit WHERE action = 'position.history' ORDER BY id DESC LIMIT 1",
  );
  expect(row?.detail).toMatchObject({ what: "past" });
  expect((await ask(`/api/live/past/positions?${query}`, department)).status).toBe(403);
});

test("checkpoints older than the city keeps its past are dropped, but for the one that the first minute is told from", async () => {
  const before = await checkpoints();
  now = MORNING + 7 * 24 * 60 * MINUTE + 70 * MINUTE;
  await keepCheckpoints.run(city.ctx);
  const kept = await checkpoints();
  // Two are gone, and the change of the list is kept.
  expect(kept).toBe(before - 1);
  const found = taken.find(({ at }) => at >= MORNING + 75 * MINUTE);
  if (!found) throw new Error("nothing was taken then");
  const told = await past(found.at);
  expect([told.cursor, told.reports.digest]).toEqual([found.whole.cursor, found.whole.reports.digest]);
});

test("a minute that too many events lie before is refused with the first that is told again", async () => {
  now += MINUTE;
  const filler = MOST_FOLDED + 2_001;
  await city.ctx.db.query(
    `WITH head AS (UPDATE log_head SET seq = seq + $1 RETURNING seq)
     INSERT INTO events (seq, at, kind, actor_role, actor_id, body)
     SELECT head.seq - $1 + n, $2, 'test.filler', 'system', 'test', '{}' FROM head, generate_series(1, $1) AS n`,
    [filler, new Date(now).toISOString()],
  );
  const at = now + MINUTE;
  now += 60 * MINUTE;
  await keepCheckpoints.run(city.ctx);
  const answer = await (await ask(`/api/live/past?at=${new Date(at).toISOString()}`)).json();
  expect(answer).toMatchObject({
    code: "past-not-kept",
    current: { earliest: new Date(now).toISOString() },
  });
  await past(now);
});

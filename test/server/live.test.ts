import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROTOCOL, ToldEvent } from "#contract/live";
import { project } from "#domain/audience";
import { fold, type LiveCity } from "#domain/fold";
import { viewRules } from "#server/live/view-rules";
import { appendEvents } from "#server/log/append-events";
import { readEvents } from "#server/log/read-events";
import { readLatest } from "#server/pings/latest-positions";
import { importReports } from "#server/reports/import-reports";
import { openReports } from "#test/support/history";
import { ops, place, TestCity } from "#test/support/living-city";
import { bearer } from "#test/support/people";
import { randomFrom } from "#test/support/random";
import { expectSameCity } from "#test/support/same-city";
import type { Wall } from "#test/support/wall";

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start({
    gateway: {
      resumeLimit: 400,
      backlogLimit: 100_000,
      // Each wall answers each: more often, and they would be cut off for talking without end.
      digestEveryMs: 200,
      backlogsEveryMs: 20,
      framesEveryMs: 20,
      pulseEveryMs: 20,
      unreadLimitMs: 300,
    },
  });
});
afterAll(() => city.stop());

const brigade = (i: number) => city.ctx.rules.city.brigades[i]?.code;

/** Moves that are allowed, on random reports of its own, one after the other. */
async function busyDay(
  seed: number,
  steps: number,
  between?: (step: number) => Promise<void>,
): Promise<number> {
  const random = randomFrom(seed);
  const reports: { folio: string; version: number; status: string; cursor: number }[] = [];
  let cursor = 0;
  for (let step = 0; step < steps; step++) {
    await between?.(step);
    const index = Math.floor(random() * reports.length * 1.3);
    const report = reports[index];
    const next = report ? await advance(report, random()) : await city.report();
    if (report) reports[index] = next;
    else reports.push(next);
    cursor = Math.max(cursor, next.cursor);
  }
  return cursor;
}

function advance(report: { folio: string; version: number; status: string }, chance: number) {
  const close = { outcome: "resolved", reason: city.reason("resolve") };
  switch (report.status) {
    case "received":
    case "reopened":
      return chance < 0.8
        ? city.move("assign-report", report, { brigade: brigade(Math.floor(chance * 10)) })
        : city.move("close-report", report, { outcome: "rejected", reason: city.reason("reject") });
    case "assigned":
      return city.move(chance < 0.5 ? "start-travel" : "start-work", report);
    case "closed":
      return city.move("reopen-report", report, { reason: city.reason("reopen") });
    default:
      return city.move("close-report", report, close);
  }
}

test("FD1 snapshot and later events give the later snapshot, through drops, overlaps and reconnections", async () => {
  const straight = await city.wall();
  const dropped = await city.wall();
  const late: Wall[] = [];
  const last = await busyDay(7, 150, async (step) => {
    if (step % 40 === 25) late.push(await city.wall());
    if (step % 20 === 10) dropped.drop();
    if (step % 20 === 15) await dropped.resume();
  });
  await Promise.all([straight.reached(last), dropped.reached(last)]);
  const sql = await city.snapshot();
  expectSameCity(straight.city, sql);
  expectSameCity(dropped.city, sql);
  for (const wall of late) {
    await wall.reached(last);
    expectSameCity(wall.city, sql);
  }
  expect(dropped.seen.map((event) => event.seq)).toEqual(straight.seen.map((event) => event.seq));
  expect([straight.snapshots, dropped.snapshots]).toEqual([1, 1]);
});

test("FD3 a report that is archived leaves a wall, and comes back whole when it is reopened", async () => {
  const wall = await city.wall();
  const report = await city.report();
  const closed = await city.move("close-report", report, {
    outcome: "rejected",
    reason: city.reason("reject"),
  });
  await wall.reached(closed.cursor);
  const id = await city.idOf(report.folio);
  const before = wall.city.reports.get(id);
  await city.ctx.db.transaction(async (tx) => {
    await tx.query("UPDATE reports SET archived = true, version = version + 1 WHERE id = $1", [id]);
    const actor = { role: "system", id: "test" } as const;
    const at = city.ctx.clock.now();
    await appendEvents(tx, [{ kind: "report.archived", at, reportId: id, version: 3, body: {}, actor }]);
  });
  city.ctx.lane.notify();
  await wall.until(() => wall.city.reports.get(id) === undefined, "the report to leave");
  const again = await city.move(
    "reopen-report",
    { folio: closed.folio, version: 3 },
    { reason: city.reason("reopen") },
  );
  await wall.reached(again.cursor);
  expect(wall.city.reports.get(id)).toMatchObject({ folio: before?.folio, status: "reopened", version: 4 });
  expectSameCity(wall.city, await city.snapshot());
});

test("FD4 an event of an unknown kind is counted, not fatal, and does not break the digest", async () => {
  const wall = await city.wall();
  const report = await city.report();
  await wall.reached(report.cursor);
  const id = await city.idOf(report.folio);
  await city.ctx.db.transaction(async (tx) => {
    await tx.query("UPDATE reports SET version = 2 WHERE id = $1", [id]);
    await tx.query("UPDATE log_head SET seq = seq + 1");
    await tx.query(
      `INSERT INTO events (seq, at, kind, report_id, version, actor_role, actor_id, body)
       SELECT seq, now(), 'report.blessed', $1, 2, 'system', 'tomorrow', '{"private": "x"}' FROM log_head`,
      [id],
    );
  });
  city.ctx.lane.notify();
  await wall.until(() => wall.city.unknownEvents === 1, "the unknown event");
  expect(wall.seen.at(-1)).toEqual({
    seq: wall.city.cursor,
    at: expect.any(Number),
    kind: "report.blessed",
    reportId: id,
    version: 2,
  });
  const from = wall.digests.length;
  await wall.until(() => wall.digests.length > from + 1, "two digests");
  expect(wall.digests.at(-1)?.ours).toEqual(wall.digests.at(-1)?.theirs);
});

test("SN1 FD1 snapshots taken while eight hands write, folded forward, give the city at the end", async () => {
  const { ctx } = city;
  const wall = await city.wall();
  let writing = true;
  const snapshots: LiveCity[] = [];
  const reading = (async () => {
    while (writing || snapshots.length === 0) snapshots.push(await city.snapshot());
  })();
  const ends = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((hand) => busyDay(hand, 40)));
  writing = false;
  await reading;
  await wall.reached(Math.max(...ends));
  const end = await city.snapshot();
  const rules = viewRules(ctx);
  const told = (await readEvents(ctx.db, 0, 1_000_000))
    .flatMap((event) => project(ops, event, rules) ?? [])
    .map((event) => ToldEvent.parse(event));
  expect(new Set(snapshots.map((snapshot) => snapshot.cursor)).size).toBeGreaterThan(1);
  for (const snapshot of snapshots) {
    for (const event of told) fold(snapshot, event);
    snapshot.cursor = end.cursor;
    expectSameCity(snapshot, end);
  }
});

test("LV7 digests go on being compared while the city is busy", async () => {
  const wall = await city.wall();
  let writing = true;
  const hands = [1, 2, 3, 4].map(async (hand) => {
    for (let seed = hand * 1000; writing; seed++) await busyDay(seed, 5);
  });
  const before = wall.digests.length;
  await wall.until(() => wall.digests.length >= before + 5, "five digests in a busy city");
  writing = false;
  await Promise.all(hands);
  for (const { ours, theirs } of wall.digests) expect(ours).toEqual(theirs);
});

test("PF2 the first frame after a start holds every brigade, although nobody watched before", async () => {
  const positions = [{ brigade: brigade(9), at: new Date().toISOString(), ...place }];
  await city.send("POST", "/api/ingest/batch", { positions });
  const other = await TestCity.start({ database: city.ctx.db });
  try {
    const wall = await other.wall();
    await wall.until(() => wall.frames > 0, "a frame");
    expect(wall.frames).toBe(1);
    expect(wall.fixes.size).toBe((await readLatest(city.ctx.db)).length);
  } finally {
    await other.stop();
  }
});

test("LG5 LV2 LV4 a page of another database is told that this is another log", async () => {
  const wall = await city.wall();
  const other = await TestCity.start();
  try {
    expect((await other.snapshot()).log).not.toBe(wall.city.log);
    const stray = await other.wall();
    const answer = await stray.socket
      ?.timeout(10_000)
      .emitWithAck("subscribe", { log: wall.city.log, audience: "ops", cursor: 0 });
    expect(answer).toEqual({ ok: false, snapshot: "other-log" });
  } finally {
    await other.stop();
  }
});

test("LV1 another protocol is refused in the handshake, with a reason that a program can read", async () => {
  const socket = io(city.url, {
    auth: { protocol: PROTOCOL + 1 },
    reconnection: false,
    forceNew: true,
    extraHeaders: bearer(city.token),
  });
  const error = await new Promise<Error & { data?: { code?: string } }>((resolve) =>
    socket.on("connect_error", resolve),
  );
  expect(error.data).toMatchObject({ code: "unsupported-protocol", status: 426 });
  socket.close();
});

test("LV2 the first message says which log this is and how late it is", async () => {
  const socket = io(city.url, {
    auth: { protocol: PROTOCOL },
    reconnection: false,
    forceNew: true,
    extraHeaders: bearer(city.token),
  });
  const pulse = await new Promise<object>((resolve) => socket.on("pulse", resolve));
  expect(pulse).toMatchObject({ cursor: (await city.snapshot()).cursor, now: expect.any(Number) });
  socket.close();
});

test("LV2 nothing is told while the log cannot be read, to old pages or new ones, and all goes on when it can", async () => {
  const wall = await city.wall();
  let pulses = 0;
  let before = 0;
  wall.socket?.on("pulse", () => pulses++);
  const { log, audience, cursor } = wall.city;
  const subscribe = () => wall.socket?.timeout(20_000).emitWithAck("subscribe", { log, audience, cursor });
  const refused = { ok: false, problem: { code: "not-ready" } };
  await city.ctx.db.query("ALTER TABLE events RENAME TO events_away");
  try {
    await expect.poll(subscribe, { timeout: 20_000 }).toMatchObject(refused);
    before = pulses;
    const heard: string[] = [];
    const other = io(city.url, {
      auth: { protocol: PROTOCOL },
      reconnection: false,
      forceNew: true,
      extraHeaders: bearer(city.token),
    });
    other.onAny((name: string) => heard.push(name));
    for (let i = 0; i < 9; i++)
      expect(await other.timeout(20_000).emitWithAck("subscribe", { log, audience, cursor })).toMatchObject(
        refused,
      );
    other.close();
    expect(heard).not.toContain("pulse");
    expect(pulses).toBe(before);
  } finally {
    await city.ctx.db.query("ALTER TABLE events_away RENAME TO events");
  }
  await expect.poll(() => pulses, { timeout: 20_000 }).toBeGreaterThan(before);
  await expect.poll(subscribe, { timeout: 20_000 }).toEqual({ ok: true });
  await wall.reached((await city.report()).cursor);
});

test("LV3 LV4 a wall that missed a closure sees it exactly once after resuming, without a snapshot", async () => {
  const wall = await city.wall();
  const report = await city.report();
  await wall.reached(report.cursor);
  wall.drop();
  const closed = await city.move("close-report", report, {
    outcome: "rejected",
    reason: city.reason("reject"),
  });
  await wall.resume();
  await wall.reached(closed.cursor);
  const id = await city.idOf(report.folio);
  expect(wall.kindsOf(id)).toEqual(["report.received", "report.closed"]);
  expect(wall.snapshots).toBe(1);
});

test("LV4 AU7 a cursor of another log or audience, from the future or too far back is answered with a reason for a snapshot", async () => {
  const wall = await city.wall();
  const socket = wall.socket;
  const { log, audience, cursor } = wall.city;
  const ask = (message: object) => socket?.timeout(10_000).emitWithAck("subscribe", message);
  expect(await ask({ log: "00000000-0000-4000-8000-000000000000", audience, cursor })).toEqual({
    ok: false,
    snapshot: "other-log",
  });
  expect(await ask({ log, audience, cursor: cursor + 1_000_000 })).toEqual({
    ok: false,
    snapshot: "ahead-of-log",
  });
  expect(await ask({ log, audience: "public", cursor })).toEqual({ ok: false, snapshot: "other-audience" });
  await importReports(city.ctx, openReports(500, "too-old", city.ctx.clock.now() - 3_600_000));
  await expect.poll(() => city.server.gateway.cursor).toBeGreaterThanOrEqual(cursor + 500);
  expect(await ask({ log, audience, cursor })).toEqual({ ok: false, snapshot: "too-old" });
});

test("LV5 a wall that is caught up while others write misses nothing", async () => {
  const wall = await city.wall();
  wall.drop();
  const missed = await busyDay(21, 60);
  const meanwhile = busyDay(22, 60);
  await wall.resume();
  const last = Math.max(missed, await meanwhile);
  await wall.reached(last);
  expectSameCity(wall.city, await city.snapshot());
  const seqs = wall.seen.map((event) => event.seq);
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  expect(new Set(seqs).size).toBe(seqs.length);
});

test("LV3 a wall over long polling is told the same in the same order, also while it changes to a websocket", async () => {
  for (const transports of [["polling"], ["polling", "websocket"]]) {
    const wall = await city.wall();
    wall.drop();
    wall.transports = transports;
    const meanwhile = busyDay(transports.length, 60);
    await wall.resume();
    await wall.reached(await meanwhile);
    expectSameCity(wall.city, await city.snapshot());
    const seqs = wall.seen.map((event) => event.seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    await wall.until(() => wall.digests.length > 1, "digests");
    for (const { theirs, ours } of wall.digests) expect(ours).toEqual(theirs);
    expect(wall.snapshots).toBe(1);
    wall.drop();
  }
});

test("LV6 a wall that cannot keep up is cut to a snapshot, and the others do not wait for it", async () => {
  const [slow, quick] = [await city.wall(), await city.wall()];
  pause(slow);
  // More at once than the operating system's buffers take: many small ones would race against the ping's time limit.
  city.server.sockets.to(slow.socket?.id ?? "").emit("of-no-meaning", Buffer.alloc(48_000_000));
  await expect.poll(() => city.server.gateway.counts.lagging, { timeout: 20_000 }).toBe(1);
  const { cursor: last } = await city.report();
  await quick.reached(last);
  resume(slow);
  await slow.until(() => slow.snapshots === 2, "a second snapshot");
  await slow.reached(last);
  const after = await city.report();
  await Promise.all([slow.reached(after.cursor), quick.reached(after.cursor)]);
  expect(slow.snapshotReasons).toEqual(["too-slow"]);
  expect(quick.snapshots).toBe(1);
  expectSameCity(slow.city, quick.city);
});

/** What `ws` under socket.io's client offers to stop reading, as a frozen tab would. */
interface Pausable {
  pause(): void;
  resume(): void;
}

const webSocketOf = (wall: Wall): Pausable => {
  const transport: { ws?: Pausable } | undefined = wall.socket?.io.engine.transport as object;
  if (!transport?.ws) throw new Error("the wall is not on a WebSocket");
  return transport.ws;
};
const pause = (wall: Wall) => webSocketOf(wall).pause();
const resume = (wall: Wall) => webSocketOf(wall).resume();

test("LV7 digests are compared both ways, and a wall that is wrong is counted", async () => {
  const wall = await city.wall();
  await busyDay(31, 40);
  await wall.until(() => wall.digests.length > 1, "digests");
  for (const { ours, theirs } of wall.digests) expect(ours).toEqual(theirs);
  const before = city.server.gateway.counts.mismatches;
  const [row] = [wall.city.reports.at(0)];
  wall.city.reports.set({ ...row, version: row.version + 1 });
  await expect.poll(() => city.server.gateway.counts.mismatches, { timeout: 20_000 }).toBeGreaterThan(before);
  expect(wall.digests.at(-1)?.ours).not.toEqual(wall.digests.at(-1)?.theirs);
  wall.drop();
});

test("LV8 a message of a wrong form is refused by its answer and does not end the connection", async () => {
  const wall = await city.wall();
  const ask = (message: unknown) => wall.socket?.timeout(10_000).emitWithAck("subscribe", message);
  for (const message of [
    null,
    7,
    "x",
    [],
    {},
    { log: 1, audience: "ops", cursor: "2" },
    { log: "a", audience: "ops", cursor: -1 },
    { log: "a", audience: "ops", cursor: 0, x: 1 },
    { log: "a", audience: "", cursor: 0 },
  ])
    expect(await ask(message)).toMatchObject({ ok: false, problem: { status: 400, code: "invalid-input" } });
  wall.socket?.emit("digest", { cursor: "x" });
  // Without a callback for the answer.
  const { log, audience, cursor } = wall.city;
  wall.socket?.emit("subscribe", { log, audience, cursor });
  const report = await city.report();
  await wall.reached(report.cursor);
  expect(wall.socket?.connected).toBe(true);
});

test("PF2 a client with socket.io's own parser is sent the same frames, as two messages each", async () => {
  const wall = await city.stockWall();
  const [code = "", id = -1] = [brigade(6), city.ctx.brigades.get(brigade(6) ?? "")?.id];
  await city.send("POST", "/api/ingest/batch", {
    positions: [{ brigade: code, at: new Date().toISOString(), ...place }],
  });
  await wall.until(() => wall.fixes.has(id), "the fix");
  expect(Math.abs((wall.fixes.get(id)?.lon ?? 0) - place.lon)).toBeLessThan(2e-6);
});

test("PF2 PF3 a late fix fills the trail but does not move the marker; a new dashboard is told where all are", async () => {
  const wall = await city.wall();
  const code = brigade(5) ?? "";
  const id = city.ctx.brigades.get(code)?.id ?? -1;
  const now = Date.now();
  const send = (age: number, lon: number) =>
    city.send("POST", "/api/ingest/batch", {
      positions: [{ brigade: code, at: new Date(now - age).toISOString(), lon, lat: place.lat }],
    });
  await send(5_000, place.lon);
  await wall.until(() => wall.fixes.has(id), "the first fix");
  const late = await send(60_000, place.lon + 0.01);
  expect(late.body).toEqual({ accepted: 1, repeated: 0, dropped: {} });
  await send(1_000, place.lon + 0.002);
  const isAt = (lon: number) => Math.abs((wall.fixes.get(id)?.lon ?? 0) - lon) < 2e-6;
  await wall.until(() => isAt(place.lon + 0.002), "the next fix");
  const trail = await city.send("GET", `/api/brigades/${code}/trail?minutes=5`);
  expect((trail.body.points as { lon: number }[]).map((point) => point.lon)).toEqual([
    place.lon + 0.01,
    place.lon,
    place.lon + 0.002,
  ]);
  const other = await city.wall();
  await other.until(() => other.fixes.has(id), "the frame of everybody");
  expect(other.fixes.get(id)?.lon).toBe(wall.fixes.get(id)?.lon);
});

test("PF4 impossible fixes are dropped and counted by reason", async () => {
  const code = brigade(6);
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const positions = [
    { brigade: code, at: at(3_600_000), ...place },
    { brigade: code, at: at(-40 * 86_400_000), ...place },
    { brigade: code, at: at(0), lon: 0, lat: 0 },
    { brigade: code, at: at(-1000), ...place },
  ];
  const { body } = await city.send("POST", "/api/ingest/batch", { positions });
  expect(body).toEqual({
    accepted: 1,
    repeated: 0,
    dropped: { "from-the-future": 1, "too-old": 1, "null-island": 1 },
  });
});

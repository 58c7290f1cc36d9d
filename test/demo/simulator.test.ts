/** The play of the city, against a city in memory, with a clock that the test turns. */
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Base, City } from "#contract/city";
import { generateHistory } from "#demo/history";
import { localTime, shiftsOf } from "#demo/local-time";
import { metresBetween, middleOf, planeAt } from "#demo/plane";
import { createPlay, type Play } from "#demo/play/play";
import { startSimulator } from "#demo/simulator";
import { loadCity } from "#server/city/load-city";
import { type Call, type FakeCity, startFakeCity } from "./fake-city.ts";

const seed = "cuadrilla";
/** A Monday in San Pedro, 10:00, and the night before it, 3:00. */
const morning = Date.parse("2026-11-23T16:00:00Z");
const night = Date.parse("2026-11-23T09:00:00Z");

let city: City;
let base: Base;
let fake: FakeCity;
let now: number;
let stopping: AbortController;
let told: string[];

const clock = { now: () => now };
const log = {
  info: (_: object, message: string) => told.push(message),
  warn: (_: object, message: string) => told.push(message),
};

beforeAll(async () => {
  ({ city, base } = await loadCity(fileURLToPath(new URL("../../cities/san-pedro", import.meta.url))));
});

beforeEach(() => {
  stopping = new AbortController();
  told = [];
});

afterEach(async () => {
  stopping.abort();
  await fake.stop();
});

async function begin(at: number, speed = 1): Promise<Play> {
  now = at;
  const past = generateHistory({ city, base, seed, now }).month(0).reports;
  fake = await startFakeCity(city, clock.now, past);
  return createPlay({
    baseUrl: fake.baseUrl,
    tokenFor: (as) => as,
    city,
    base,
    seed,
    speed,
    clock,
    log,
    signal: stopping.signal,
  });
}

/** So many steps, two seconds of the clock apart. */
async function run(play: Play, steps: number): Promise<void> {
  for (let i = 0; i < steps; i++) {
    await play.step();
    now += 2_000;
  }
}

const commands = (calls: Call[]) => calls.filter((call) => call.path.startsWith("/api/commands/"));
const refused = (calls: Call[]) => calls.filter((call) => call.status >= 400);
const named = (name: string) => (call: Call) => call.path === `/api/commands/${name}`;

function onDuty(at: number): Set<string> {
  const shifts = shiftsOf(city, localTime(city.timeZone));
  return new Set(city.brigades.filter((_, i) => shifts.during(i, at)).map((brigade) => brigade.code));
}

/** Metres and seconds between the fixes of a brigade that followed each other at once. */
function hops() {
  const plane = planeAt(middleOf(city.bounds));
  const last = new Map<string, (typeof fake.positions)[number]>();
  const found: { brigade: string; metres: number; seconds: number; said: number }[] = [];
  for (const fix of fake.positions) {
    const before = last.get(fix.brigade);
    last.set(fix.brigade, fix);
    const seconds = before ? (Date.parse(fix.at) - Date.parse(before.at)) / 1000 : 0;
    if (!before || seconds > 2) continue;
    const [a, b] = [plane.toMetres([before.lon, before.lat]), plane.toMetres([fix.lon, fix.lat])];
    found.push({ brigade: fix.brigade, metres: metresBetween(a, b), seconds, said: fix.speed ?? 0 });
  }
  return found;
}

describe("some minutes of a Monday morning", () => {
  test("only moves that the city allows, each with a key of its own and somebody who does it", async () => {
    const play = await begin(morning);
    // Most are at work when it begins, and a visit takes an hour: twenty minutes bring some of every move.
    await run(play, 600);
    expect(refused(fake.calls)).toEqual([]);
    const given = commands(fake.calls);
    expect(given.filter(named("assign-report")).length).toBeGreaterThan(5);
    expect(given.filter(named("start-travel")).length).toBeGreaterThan(1);
    expect(given.filter(named("start-work")).length).toBeGreaterThan(2);
    expect(new Set(given.map((call) => call.key)).size).toBe(given.length);
    for (const call of given) {
      const operators = named("assign-report")(call);
      expect(call.as).toMatch(operators ? /^operator:desk-\d$/ : /^(brigade|operator):/);
    }
    expect(told).toEqual([]);
    expect(play.status()).toMatchObject({ reachable: true, calls: { refused: 0, away: 0 } });
  });

  test("positions come from brigades on duty, at speeds of a city", async () => {
    await run(await begin(morning), 300);
    const duty = onDuty(morning);
    const seen = new Set(fake.positions.map((fix) => fix.brigade));
    expect([...seen].filter((code) => !duty.has(code))).toEqual([]);
    expect(seen.size).toBe(duty.size);
    const all = hops();
    const fastest = Math.max(...all.map(({ metres, seconds }) => (metres / seconds) * 3.6));
    expect(fastest).toBeLessThan(62);
    const driving = all.filter(({ said }) => said > 1);
    const metres = driving.reduce((sum, hop) => sum + hop.metres, 0);
    const seconds = driving.reduce((sum, hop) => sum + hop.seconds, 0);
    const average = (metres / seconds) * 3.6;
    expect(average).toBeGreaterThan(22);
    expect(average).toBeLessThan(46);
    expect(metres).toBeGreaterThan(5_000);
    // What a phone says of its speed is what it does.
    const said = driving.reduce((sum, hop) => sum + hop.said * hop.seconds, 0);
    expect(said / metres).toBeGreaterThan(0.85);
    expect(said / metres).toBeLessThan(1.15);
    // Whoever has not driven yet looks as it came, and nobody to the north just because it stands.
    const first = new Map([...fake.positions].reverse().map(({ brigade, heading }) => [brigade, heading]));
    expect(new Set(first.values()).size).toBeGreaterThan(0.8 * duty.size);
  });

  test("a brigade has one visit at a time, of its department and skills", async () => {
    await run(await begin(morning), 300);
    const busy = new Map<number, number>();
    for (const { status, brigade } of fake.reports.values()) {
      if (brigade === null || (status !== "en-route" && status !== "in-progress")) continue;
      busy.set(brigade, (busy.get(brigade) ?? 0) + 1);
    }
    expect(busy.size).toBeGreaterThan(8);
    expect(Math.max(...busy.values())).toBe(1);
    for (const call of commands(fake.calls).filter(named("assign-report"))) {
      const report = fake.reports.get(String(call.body.folio));
      const service = city.services.find((known) => known.code === report?.service);
      const brigade = city.brigades.find((known) => known.code === call.body.brigade);
      expect(service?.skills.every((skill) => brigade?.skills.includes(skill))).toBe(true);
      expect(brigade?.department).toBe(service?.department);
    }
  });
});

test("at three in the morning only those on the night shift are out", async () => {
  await run(await begin(night), 120);
  const seen = new Set(fake.positions.map((fix) => fix.brigade));
  expect(seen).toEqual(onDuty(night));
  expect(seen.size).toBeGreaterThan(2);
  expect(seen.size).toBeLessThan(12);
});

describe("ten hours in ten minutes", () => {
  test("the day goes by: reports come, are assigned, worked on and closed, and nothing is refused", async () => {
    const play = await begin(morning, 60);
    await run(play, 300);
    expect(refused(fake.calls)).toEqual([]);
    expect(play.status().simAt - morning).toBeGreaterThan(9.9 * 3_600_000);
    const made = fake.calls.filter((call) => call.path === "/api/reports");
    expect(made.length).toBeGreaterThan(20);
    expect(made.length).toBeLessThan(200);
    const closed = commands(fake.calls).filter(named("close-report"));
    expect(closed.length).toBeGreaterThan(40);
    const outcomes = new Set(closed.map((call) => call.body.outcome));
    expect(outcomes.size).toBeGreaterThan(1);
    expect(commands(fake.calls).filter(named("reopen-report")).length).toBeGreaterThan(0);
  });

  test("who comes on duty in the afternoon begins, who goes off duty stops sending", async () => {
    const play = await begin(morning, 60);
    await run(play, 300);
    const evening = now - 2 * 60_000;
    const late = fake.positions.filter((fix) => Date.parse(fix.at) > evening).map((fix) => fix.brigade);
    const shifts = new Map(city.brigades.map((brigade) => [brigade.code, brigade.shift]));
    expect(late.some((code) => shifts.get(code)?.from === "13:00")).toBe(true);
    expect(late.filter((code) => shifts.get(code)?.to === "15:00")).toEqual([]);
  });
});

test("what does not hold is reopened, waits again with a new promise and belongs to nobody", async () => {
  const play = await begin(morning, 60);
  await run(play, 400);
  const [reopened] = commands(fake.calls).filter(named("reopen-report"));
  const report = fake.reports.get(String(reopened?.body.folio));
  expect(report?.reopenings).toBe(1);
  expect(report?.dueAt).toBeGreaterThan(now);
  expect(reopened?.as).toMatch(/^operator:/);
  expect(refused(fake.calls)).toEqual([]);
});

describe("when things go wrong", () => {
  test("versions that grow behind its back are taken from the answer, and the move is made", async () => {
    const play = await begin(morning, 20);
    fake.sweepEvery = 9;
    await run(play, 100);
    const stale = refused(fake.calls);
    expect(stale.length).toBeGreaterThan(5);
    expect(new Set(stale.map((call) => call.code))).toEqual(new Set(["stale-version"]));
    const last = new Map(
      commands(fake.calls).map((call) => [`${call.path} ${call.body.folio}`, `${call.status} ${call.code}`]),
    );
    expect(new Set(last.values())).toEqual(new Set(["200 undefined"]));
  });

  test("a report that somebody else has taken is left to them", async () => {
    const play = await begin(morning, 10);
    await run(play, 5);
    for (const report of fake.reports.values()) {
      if (report.status !== "assigned" && report.status !== "received") continue;
      fake.reports.set(report.folio, { ...report, status: "closed", version: report.version + 1 });
    }
    await run(play, 150);
    expect(new Set(refused(fake.calls).map((call) => call.code))).toEqual(new Set(["stale-version"]));
    const tries = new Map<unknown, number>();
    for (const call of refused(fake.calls)) {
      tries.set(call.body.folio, (tries.get(call.body.folio) ?? 0) + 1);
    }
    expect(Math.max(...tries.values())).toBe(1);
  });

  test.each(["busy", "hang-up"] as const)(
    "a server that is %s is tried again, and said once",
    async (trouble) => {
      const play = await begin(morning, 10);
      await run(play, 10);
      fake.trouble = trouble;
      await run(play, 3);
      expect(play.status().reachable).toBe(false);
      expect(told).toEqual(["demo: the server does not answer; trying again"]);
      fake.trouble = "none";
      fake.calls.length = 0;
      now += 30_000;
      await run(play, 60);
      expect(told.at(-1)).toBe("demo: the server answers again");
      expect(told).toHaveLength(2);
      expect(commands(fake.calls).length).toBeGreaterThan(3);
      expect(refused(fake.calls)).toEqual([]);
    },
  );

  test("a server that is away from the start gets its city played once it is there", async () => {
    const play = await begin(morning, 10);
    fake.trouble = "busy";
    await run(play, 2);
    expect(play.status().open).toBe(0);
    fake.trouble = "none";
    now += 30_000;
    await run(play, 10);
    expect(play.status().open).toBeGreaterThan(100);
  });

  test("after a long sleep of the machine brigades are not far from where they were", async () => {
    const play = await begin(morning);
    await run(play, 60);
    fake.positions.length = 0;
    await run(play, 1);
    now += 40 * 60_000;
    await run(play, 1);
    const plane = planeAt(middleOf(city.bounds));
    const at = new Map<string, readonly [number, number]>();
    for (const { brigade, lon, lat } of fake.positions) {
      const point = plane.toMetres([lon, lat]);
      expect(metresBetween(at.get(brigade) ?? point, point)).toBeLessThan(60);
      at.set(brigade, point);
    }
    expect(play.status().simAt).toBeGreaterThan(morning + 40 * 60_000);
  });
});

describe("the simulator", () => {
  const start = (speed = 1) =>
    startSimulator({ baseUrl: fake.baseUrl, tokenFor: (as) => as, city, base, seed, speed, clock, log });

  test("plays by itself until it is stopped, and then asks nothing more", async () => {
    await begin(morning);
    const simulator = start();
    await fake.next((call) => call.path === "/api/ingest/batch");
    expect(simulator.status()).toMatchObject({ state: "running", speed: 1, reachable: true });
    await simulator.stop();
    const calls = fake.calls.length;
    expect(simulator.status().state).toBe("stopped");
    await simulator.stop();
    expect(fake.calls.length).toBe(calls);
    expect(told).toEqual([]);
  });

  test("can be stopped while the server does not answer", async () => {
    await begin(morning);
    fake.trouble = "hang-up";
    const simulator = start();
    await simulator.stop();
    expect(simulator.status().state).toBe("stopped");
  });

  test("pauses, goes on, and takes a speed from 1 to 60 only", async () => {
    await begin(morning);
    const simulator = start();
    simulator.pause();
    expect(simulator.status().state).toBe("paused");
    simulator.resume();
    simulator.setSpeed(60);
    expect(simulator.status()).toMatchObject({ state: "running", speed: 60 });
    for (const speed of [0, 61, Number.NaN]) {
      expect(() => simulator.setSpeed(speed)).toThrow("speed must be from 1 to 60");
      expect(() => start(speed)).toThrow("speed must be from 1 to 60");
    }
    await simulator.stop();
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LinkState, LiveLink, OutdatedError } from "../../client/live/link.ts";
import { diceOf, wholeOf } from "./random-log.ts";
import { ScriptedServer, ScriptedTimers, settle } from "./scripted-server.ts";

function linkTo(server: ScriptedServer, seed = 1, takeSnapshot = server.takeSnapshot) {
  const timers = new ScriptedTimers(diceOf(seed));
  const states: LinkState[] = [];
  const signedOut: number[] = [];
  const fresh: number[] = [];
  const link = new LiveLink({
    wire: server.wire,
    takeSnapshot,
    timers,
    onCity: () => {},
    onEvents: () => {},
    onFrame: () => {},
    onPulse: () => {},
    onFresh: () => fresh.push(timers.now()),
    onState: (state) => states.push(state),
    onSignedOut: () => signedOut.push(timers.now()),
  });
  return { link, timers, states, signedOut, fresh };
}

async function liveLink(events = 40) {
  const server = new ScriptedServer(diceOf(7));
  server.grow(events);
  const { link, timers, states, signedOut, fresh } = linkTo(server);
  link.start();
  server.connect();
  await calm(server, link, timers);
  return { server, link, timers, states, signedOut, fresh };
}

/** Everything works from here on, until the link is live and has all that there is. */
async function calm(server: ScriptedServer, link: LiveLink, timers: ScriptedTimers) {
  for (let round = 0; round < 200; round++) {
    server.connect();
    await settle();
    server.giveSnapshots(true);
    await settle();
    server.answerAsks();
    await settle();
    server.send(1000, 0);
    server.sendPulse();
    server.deliver(1000);
    const done = link.state.phase === "live" && link.city?.cursor === server.city.cursor;
    if (done && link.city?.log === server.city.log) return;
    timers.pass(5000);
  }
  throw new Error(`never came to rest: ${JSON.stringify(link.state)}`);
}

type Step = [what: number, size: number];
const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 17 }), fc.integer({ min: 1, max: 9 })), {
  maxLength: 120,
  size: "max",
});

async function take([what, size]: Step, server: ScriptedServer, timers: ScriptedTimers) {
  if (what <= 2) server.grow(size);
  else if (what === 3) server.connect();
  else if (what === 4) server.drop(false);
  else if (what === 5) server.drop(true);
  else if (what <= 7) server.answerAsks();
  else if (what === 8) server.send(size, 0);
  else if (what === 9) server.send(size, size);
  else if (what === 10) server.deliver(size);
  else if (what === 11) server.deliver(size, true);
  else if (what === 12) server.giveSnapshots(size > 2);
  else if (what === 13) timers.pass(size * 1000);
  else if (what === 14 && size <= 4) server.readDigest();
  else if (what === 14) server.sendDigest();
  else if (what === 15) server.sendPulse();
  else if (what === 16) server.lose(size === 9 ? 2 : 0);
  else if (size === 1) server.restartLog();
  else if (size === 2) server.forgottenTo = server.city.cursor;
  else if (size === 3) server.cutToSnapshot();
  await settle();
}

async function endsEqual(seed: number, script: readonly Step[]) {
  const server = new ScriptedServer(diceOf(seed));
  const { link, timers } = linkTo(server, seed);
  link.start();
  for (const step of script) await take(step, server, timers);
  await calm(server, link, timers);
  expect(link.city && wholeOf(link.city)).toEqual(wholeOf(server.city));
  expect(link.state.mismatches).toBe(0);
  link.close();
}

describe("the link to the live city", () => {
  test("LV3 LV4 ends as the straight fold does, whatever was dropped, doubled, late or restarted", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), steps, (seed, script) => endsEqual(seed, script as Step[])),
      { numRuns: 400 },
    );
  });

  test("LV5 resumes from its cursor without a new snapshot", async () => {
    const { server, link, timers } = await liveLink();
    for (let i = 0; i < 5; i++) {
      server.drop(false);
      server.grow(30);
      await calm(server, link, timers);
    }
    expect(link.state.snapshots).toBe(1);
    expect(link.city && wholeOf(link.city)).toEqual(wholeOf(server.city));
  });

  test("LV4 asks again when it holds what the log does not: of another one, say, that came late", async () => {
    const { server, link, timers } = await liveLink();
    const other = new ScriptedServer(diceOf(8));
    other.grow(45);
    const from = server.city.cursor;
    server.inject({ from, to: from + 5, events: other.events.slice(from, from + 5) });
    expect(link.city?.cursor).toBe(from + 5);
    await calm(server, link, timers);
    expect([link.state.snapshots, link.state.phase]).toEqual([2, "live"]);
    expect(link.city && wholeOf(link.city)).toEqual(wholeOf(server.city));
  });

  test("LV5 takes a new snapshot when its cursor is too old, and shows the old city until it has one", async () => {
    const { server, link, timers } = await liveLink();
    const before = link.city;
    server.drop(false);
    server.grow(30);
    server.forgottenTo = server.city.cursor;
    server.connect();
    await settle();
    server.answerAsks();
    await settle();
    expect(link.city).toBe(before);
    expect(link.state.phase).toBe("catching-up");
    await calm(server, link, timers);
    expect(link.state.snapshots).toBe(2);
  });

  test("SN5 takes the city anew once when it has changed, and shows the old one until then", async () => {
    const { server, link, timers } = await liveLink();
    const before = link.city;
    server.changeCity();
    server.grow(3);
    server.send(9, 0);
    server.deliver(9, true);
    await settle();
    expect(link.city).toBe(before);
    expect(before && wholeOf(before)).toEqual(wholeOf(server.city));
    await calm(server, link, timers);
    expect(link.city).not.toBe(before);
    expect([link.state.snapshots, link.state.mismatches, link.state.phase]).toEqual([2, 0, "live"]);
  });

  test("LV7 counts a digest that differs and replaces the city", async () => {
    const { server, link, timers } = await liveLink();
    const row = link.city?.reports.at(0);
    if (row) link.city?.reports.set({ ...row, version: row.version + 1 });
    server.readDigest();
    server.sendDigest();
    server.deliver(9);
    await calm(server, link, timers);
    expect(link.state).toMatchObject({ mismatches: 1, snapshots: 2 });
    expect(link.city && wholeOf(link.city)).toEqual(wholeOf(server.city));
  });

  test.each([
    ["what it was at the digest's cursor is right", 0],
    ["what it was then is wrong", 1],
  ])("LV7 compares also when events have gone on meanwhile: %s", async (_, wrong) => {
    const { server, link, timers } = await liveLink();
    const row = link.city?.reports.at(0);
    if (row) link.city?.reports.set({ ...row, version: row.version + wrong });
    server.grow(2);
    server.readDigest();
    server.grow(3);
    server.send(5, 0);
    server.deliver(9);
    await settle();
    server.sendDigest();
    server.deliver(9);
    await calm(server, link, timers);
    expect(link.state.mismatches).toBe(wrong);
  });

  test("asks again by itself when events were lost and nothing else follows", async () => {
    const { server, link, timers } = await liveLink();
    server.grow(3);
    server.send(3, 0);
    server.lose(1);
    await calm(server, link, timers);
    expect(link.state.snapshots).toBe(1);
  });

  test("says offline at once, silent after 12 s without a word, and live again", async () => {
    const { server, link, timers, states } = await liveLink();
    timers.pass(11_000);
    expect(link.state.phase).toBe("live");
    timers.pass(2000);
    expect(link.state.phase).toBe("silent");
    server.drop(false);
    expect(link.state.phase).toBe("offline");
    await calm(server, link, timers);
    expect(states.map((state) => state.phase)).toContain("live");
    expect(link.state.phase).toBe("live");
  });

  test("grows old while it is owed events or a snapshot, however many pulses it hears, and is fresh once it has them", async () => {
    const { server, link, timers, fresh } = await liveLink();
    const pulse = async () => {
      timers.pass(5000);
      server.sendPulse();
      server.deliver(9);
      await settle();
    };
    await pulse();
    expect(fresh.at(-1)).toBe(timers.now());
    const before = fresh.length;
    server.drop(false);
    server.grow(3);
    server.connect();
    for (let i = 0; i < 720; i++) await pulse();
    expect(link.state.phase).toBe("catching-up");
    server.cutToSnapshot();
    for (let i = 0; i < 720; i++) {
      await pulse();
      server.giveSnapshots(false);
    }
    expect(link.state.phase).toBe("catching-up");
    expect(fresh.length).toBe(before);
    await calm(server, link, timers);
    expect(fresh.at(-1)).toBeGreaterThan(timers.now() - 5000);
  });

  test("keeps trying for its first snapshot and says why it has none; a person can hurry it", async () => {
    const server = new ScriptedServer(diceOf(3));
    server.grow(5);
    const { link, timers } = linkTo(server);
    link.start();
    server.connect();
    for (let i = 0; i < 6; i++) {
      server.giveSnapshots(false);
      await settle();
      expect(link.state).toMatchObject({ phase: "loading", trouble: { detail: "the snapshot was lost" } });
      timers.pass(60_000);
    }
    server.giveSnapshots(false);
    await settle();
    link.retry();
    server.giveSnapshots(true);
    await settle();
    expect(link.city?.cursor).toBe(5);
  });

  test("stops and says so when only a reload helps", async () => {
    const server = new ScriptedServer(diceOf(3));
    const { link } = linkTo(server, 1, () =>
      Promise.reject(new OutdatedError("the city's files have changed")),
    );
    link.start();
    server.connect();
    await settle();
    expect(link.state.phase).toBe("outdated");
  });

  test("FD4 counts events of kinds that it does not know and stays right", async () => {
    const { server, link, timers } = await liveLink(0);
    server.grow(400);
    await calm(server, link, timers);
    expect(link.city?.unknownEvents).toBeGreaterThan(0);
    expect(link.city && wholeOf(link.city)).toEqual(wholeOf(server.city));
  });

  test("never folds a batch whose events are out of order: the fold would pass over the late ones", async () => {
    const { server, link, timers } = await liveLink(0);
    server.grow(10);
    server.inject({ from: 0, to: 10, events: [...server.events].reverse() });
    expect(link.city?.cursor).toBe(0);
    expect(link.state.phase).toBe("catching-up");
    await calm(server, link, timers);
    expect(link.city && wholeOf(link.city)).toEqual(wholeOf(server.city));
  });

  test("AU9 says when the server takes it for somebody else, connected or on the way back", async () => {
    const { server, signedOut } = await liveLink();
    server.signOut();
    expect(signedOut).toHaveLength(1);
    server.drop(false);
    server.refuse("credential-ended");
    expect(signedOut).toHaveLength(2);
    server.refuse("not-ready");
    expect(signedOut).toHaveLength(2);
  });
});

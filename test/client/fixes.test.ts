import { describe, expect, test } from "vitest";
import { Fixes } from "../../client/live/fixes.ts";
import { ServerClock } from "../../client/live/server-clock.ts";
import { frameOf, type SomeFix } from "./frame-of.ts";

const T = 1_700_000_000_000;
const fix = (at: number, lon: number): SomeFix => ({ brigade: 3, lon, lat: 25.6, at, speed: 5, heading: 90 });
const frame = (now: number, ...fixes: SomeFix[]) => frameOf(now, fixes);

describe("fixes", () => {
  test("PF3 are never moved backwards by an older fix", () => {
    const fixes = new Fixes();
    fixes.take(frame(T, fix(T, -100.35)), 0);
    fixes.take(frame(T + 5000, fix(T + 5000, -100.34)), 5000);
    fixes.take(frame(T + 6000, fix(T, -100.35)), 6000);
    expect(fixes.tracks.get(3)?.fix.lon).toBe(-100.34);
    expect(fixes.tracks.get(3)?.gap).toBe(5000);
  });

  test("PF5 of brigades that are not in a whole frame are gone, and the others keep their trail", () => {
    const fixes = new Fixes();
    fixes.take(frame(T, fix(T, -100.35), { ...fix(T, -100.36), brigade: 4 }), 0);
    fixes.take(frameOf(T + 5000, [fix(T + 5000, -100.34)], true), 5000);
    expect([...fixes.tracks.keys()]).toEqual([3]);
    expect(fixes.tracks.get(3)?.trail).toHaveLength(2);
  });

  test("told twice stay one, so that a reconnection starts no glide and adds nothing to the trail", () => {
    const fixes = new Fixes();
    fixes.take(frame(T, fix(T - 400, -100.35)), 0);
    fixes.take(frame(T + 700, fix(T + 300, -100.35)), 700);
    const track = fixes.tracks.get(3);
    expect(track?.heardAt).toBe(0);
    expect(track?.trail).toHaveLength(1);
  });

  test("leave a trail of twelve minutes and no more than 160 points", () => {
    const fixes = new Fixes();
    for (let i = 0; i < 400; i++)
      fixes.take(frame(T + i * 5000, fix(T + i * 5000, -100.4 + i / 1e4)), i * 5000);
    const trail = fixes.tracks.get(3)?.trail ?? [];
    expect(trail.length).toBeLessThanOrEqual(160);
    expect((trail.at(-1)?.[2] ?? 0) - (trail[0]?.[2] ?? 0)).toBeLessThanOrEqual(12 * 60_000);
  });
});

describe("the server's clock", () => {
  test("is the least delayed message, whatever this machine's clock says", () => {
    let local = 5_000_000;
    const clock = new ServerClock(() => local);
    clock.learn(T - 800);
    clock.learn(T - 20);
    clock.learn(T - 500);
    expect(clock.now()).toBe(T - 20);
    local += 1000;
    expect(clock.now()).toBe(T + 980);
  });

  test("starts over when a clock was set", () => {
    let local = 5_000_000;
    const clock = new ServerClock(() => local);
    clock.learn(T);
    local += 3_600_000;
    clock.learn(T + 1000);
    expect(clock.now()).toBe(T + 1000);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fixes } from "../../client/live/fixes.ts";
import { ServerClock } from "../../client/live/server-clock.ts";
import { pointsOf } from "../../client/map/layers/trails.ts";
import { frameOf, type SomeFix } from "./frame-of.ts";

const T = 1_700_000_000_000;
const fix = (at: number, lon: number): SomeFix => ({ brigade: 3, lon, lat: 25.6, at, speed: 5, heading: 90 });
const frame = (now: number, ...fixes: SomeFix[]) => frameOf(now, fixes);

const trailOf = (fixes: Fixes) => pointsOf(fixes.trailOf(fixes.slotOf(3) ?? -1));

describe("fixes", () => {
  test("PF3 are never moved backwards by an older fix", () => {
    const fixes = new Fixes();
    fixes.take(frame(T, fix(T, -100.35)), 0);
    fixes.take(frame(T + 5000, fix(T + 5000, -100.34)), 5000);
    fixes.take(frame(T + 6000, fix(T, -100.35)), 6000);
    expect(fixes.get(3)).toMatchObject({ lon: -100.34, at: T + 5000 });
  });

  test("PF5 of brigades that are not in a whole frame are gone, and the others keep their trail", () => {
    const fixes = new Fixes();
    fixes.take(frame(T, fix(T, -100.35), { ...fix(T, -100.36), brigade: 4 }), 0);
    fixes.take(frameOf(T + 5000, [fix(T + 5000, -100.34)], true), 5000);
    expect([fixes.count, fixes.get(4)]).toEqual([1, undefined]);
    expect(trailOf(fixes)).toHaveLength(2);
  });

  test("told twice stay one, so that a reconnection starts no glide and adds nothing to the trail", () => {
    const fixes = new Fixes();
    fixes.take(frame(T, fix(T - 400, -100.35)), 0);
    fixes.take(frame(T + 700, fix(T + 300, -100.35)), 700);
    expect(fixes.restsAt).toBe(0);
    expect(trailOf(fixes)).toHaveLength(1);
  });

  test("PF5 keep their columns together, whoever comes and goes", () => {
    const brigades = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 90 });
    fc.assert(
      fc.property(fc.array(brigades, { maxLength: 6 }), (frames) => {
        const fixes = new Fixes();
        for (const [i, shown] of frames.entries()) {
          const now = T + i * 5000;
          const all = shown.map((brigade) => ({
            brigade,
            lon: brigade / 10 + i / 1e4,
            lat: 25,
            at: now,
            speed: brigade,
          }));
          fixes.take(frameOf(now, all, true), i * 5000);
          expect(fixes.count).toBe(shown.length);
          for (const brigade of shown) {
            expect(fixes.get(brigade)).toMatchObject({
              brigade,
              lon: brigade / 10 + i / 1e4,
              speed: brigade,
            });
            const trail = fixes.trailOf(fixes.slotOf(brigade) ?? -1);
            expect(trail.slice(-3)).toEqual([brigade / 10 + i / 1e4, 25, now]);
          }
        }
      }),
    );
  });

  test("leave a trail of twelve minutes and no more than 200 points", () => {
    const fixes = new Fixes();
    for (let i = 0; i < 400; i++)
      fixes.take(frame(T + i * 5000, fix(T + i * 5000, -100.4 + i / 1e4)), i * 5000);
    const trail = trailOf(fixes);
    expect(trail.length).toBeLessThanOrEqual(200);
    expect((trail.at(-1)?.[2] ?? 0) - (trail[0]?.[2] ?? 0)).toBeLessThanOrEqual(12 * 60_000);
  });
});

test("a trail begins anew after a time of which nobody knows the way, and not after standing", () => {
  const fixes = new Fixes();
  const at = (seconds: number, lon: number) =>
    fixes.take(frame(T + 1000 * seconds, fix(T + 1000 * seconds, lon)), 1000 * seconds);
  at(0, -100.4);
  at(5, -100.399);
  // At a stop it goes on reporting.
  for (let seconds = 10; seconds <= 600; seconds += 10) at(seconds, -100.399);
  at(605, -100.398);
  expect(trailOf(fixes)).toHaveLength(3);
  at(605 + 300, -100.33);
  at(610 + 300, -100.329);
  expect(trailOf(fixes).map(([lon]) => lon)).toEqual([-100.33, -100.329]);
});

test("a trail of what reports each second goes as far back, and ends at the newest fix", () => {
  const fixes = new Fixes();
  for (let i = 0; i < 600; i++)
    fixes.take(frame(T + i * 1000, fix(T + i * 1000, -100.4 + i / 1e5)), i * 1000);
  const trail = trailOf(fixes);
  expect(trail[0]?.[2]).toBe(T);
  expect(trail.at(-1)?.[2]).toBe(T + 599_000);
  expect(trail.length).toBeLessThanOrEqual(160);
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

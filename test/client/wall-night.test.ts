/** What a wall does by itself while nobody is there: it turns, shifts, wakes, and loads itself anew. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LinkPhase } from "../../client/live/link.ts";
import { renewPage } from "../../client/pages/wall/renew-page.ts";
import { shiftPixels } from "../../client/pages/wall/shift-pixels.ts";
import { stayAwake } from "../../client/pages/wall/stay-awake.ts";
import { turnViews } from "../../client/pages/wall/turn-views.ts";
import { openWall, useWall } from "../../client/pages/wall/wall-store.ts";
import { usePage } from "../../client/store/page-store.ts";

const MINUTE = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.clearAllTimers();
  vi.useRealTimers();
});

test("views take turns, each as long as it says or as all do, and one alone stands", () => {
  openWall("?views=-100.4,25.6,14@20|city|-100.5,25.5,-100.3,25.7@5&seconds=10");
  const shown: unknown[] = [];
  const stop = turnViews((place) => shown.push(place));
  const view = { kind: "view", lon: -100.4, lat: 25.6, zoom: 14 };
  const box = [-100.5, 25.5, -100.3, 25.7];
  expect(shown).toEqual([view]);
  vi.advanceTimersByTime(19_999);
  expect(shown).toEqual([view]);
  vi.advanceTimersByTime(1);
  expect(shown).toEqual([view, null]);
  vi.advanceTimersByTime(10_000);
  expect(shown).toEqual([view, null, box]);
  vi.advanceTimersByTime(5_000);
  expect(shown).toEqual([view, null, box, view]);
  // What the city does not have has been left out meanwhile.
  useWall.setState({ turns: [{ region: { kind: "city" }, seconds: null }], turn: 0 });
  vi.advanceTimersByTime(60 * MINUTE);
  expect(shown.slice(4)).toEqual([null]);
  stop();
  expect(vi.getTimerCount()).toBe(0);
});

test("the picture moves by a few pixels each minute, and comes round", () => {
  const page = { style: { transform: "" } };
  const stop = shiftPixels(page);
  const seen: [number, number][] = [];
  for (let i = 0; i < 20; i++) {
    vi.advanceTimersByTime(MINUTE);
    const [x = Number.NaN, y = Number.NaN] = page.style.transform.match(/-?\d+/g)?.map(Number) ?? [];
    seen.push([x, y]);
  }
  expect(seen.slice(10)).toEqual(seen.slice(0, 10));
  expect(new Set(seen.map(String)).size).toBe(10);
  for (const [i, [x, y]] of seen.entries()) {
    const [beforeX, beforeY] = seen[i - 1] ?? [0, 0];
    expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(4);
    expect(Math.max(Math.abs(x - beforeX), Math.abs(y - beforeY))).toBeLessThanOrEqual(3);
  }
  stop();
  expect(vi.getTimerCount()).toBe(0);
});

test("after the machine has slept the wall connects anew and keeps the screen on, and not while it was only awake", () => {
  let [reconnects, locks] = [0, 0];
  usePage.setState({ reconnect: () => reconnects++ });
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  stayAwake(page, async () => locks++);
  expect(locks).toBe(1);
  vi.advanceTimersByTime(60 * MINUTE);
  expect([reconnects, locks]).toEqual([0, 1]);
  // No timer runs in a machine that sleeps; its clock goes on.
  vi.setSystemTime(Date.now() + 8 * 60 * MINUTE);
  vi.advanceTimersByTime(5_000);
  expect([reconnects, locks]).toEqual([1, 2]);
  vi.advanceTimersByTime(MINUTE);
  expect(reconnects).toBe(1);

  page.visibilityState = "hidden";
  page.dispatchEvent(new Event("visibilitychange"));
  expect(locks).toBe(2);
  page.visibilityState = "visible";
  page.dispatchEvent(new Event("visibilitychange"));
  expect(locks).toBe(3);
});

test("another page of the server is loaded once: when the link is back, when only that helps, or within ten minutes", async () => {
  let theirs: string | undefined = "a.js";
  let reloads = 0;
  const kept = new Map<string, string>();
  renewPage({
    ours: () => "a.js",
    theirs: async () => theirs,
    memory: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
    reload: () => reloads++,
  });
  const say = async (phase: LinkPhase, snapshots = 1) => {
    usePage.setState({ link: { phase, since: 0, trouble: null, snapshots, resumes: 0, mismatches: 0 } });
    await vi.advanceTimersByTimeAsync(0);
  };
  await say("live");
  await say("offline");
  await say("live");
  expect(reloads).toBe(0);

  theirs = "b.js";
  await say("offline");
  expect(reloads).toBe(0);
  await say("live");
  expect(reloads).toBe(1);
  // It did not help: no endless flicker.
  await say("outdated");
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  expect(reloads).toBe(1);

  theirs = "c.js";
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  expect(reloads).toBe(2);
  await say("live");
  theirs = "d.js";
  await say("outdated");
  expect(reloads).toBe(3);
  theirs = undefined;
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  expect(reloads).toBe(3);
});

test("a page that can remember nothing is not loaded anew: it could not know that it has been", async () => {
  let reloads = 0;
  renewPage({
    ours: () => "a.js",
    theirs: async () => "b.js",
    get memory(): Storage {
      throw new Error("storage is forbidden");
    },
    reload: () => reloads++,
  });
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  expect(reloads).toBe(0);
});

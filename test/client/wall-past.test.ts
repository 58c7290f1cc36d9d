/** The past on a wall, where nobody presses anything: tried again when its link names it, and left when nobody meant it. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IDLE, keepWallPast } from "../../client/pages/wall/keep-wall-past.ts";
import { openWall } from "../../client/pages/wall/wall-store.ts";
import { usePast } from "../../client/store/past.ts";

const hands = new EventTarget();
const done = { retried: 0, left: 0 };

vi.useFakeTimers();
keepWallPast(hands, {
  retryPast() {
    done.retried++;
    usePast.setState({ phase: "loading" });
  },
  leavePast() {
    done.left++;
    usePast.setState({ phase: "off" });
  },
});

beforeEach(() => {
  done.retried = done.left = 0;
});
afterEach(() => {
  usePast.setState({ phase: "off", speed: 0 });
  vi.clearAllTimers();
});

test("a minute that the link names and that cannot be had is tried again, more and more slowly, until it is there", () => {
  openWall("?at=2026-11-25T20:32Z");
  usePast.setState({ phase: "loading" });
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    usePast.setState({ phase: "failed" });
    const began = Date.now();
    vi.advanceTimersToNextTimer();
    waits.push(Date.now() - began);
  }
  expect(done.retried).toBe(8);
  expect(waits[0]).toBeLessThan(1000);
  expect(waits[7]).toBeGreaterThan(10_000);
  usePast.setState({ phase: "ready" });
  vi.advanceTimersByTime(24 * 3_600_000);
  expect(done).toEqual({ retried: 8, left: 0 });
});

test("a past that the link does not name is left after the last hand and the last picture, and not tried again", () => {
  openWall("");
  usePast.setState({ phase: "loading" });
  usePast.setState({ phase: "failed" });
  usePast.setState({ phase: "ready", speed: 60 });
  vi.advanceTimersByTime(3 * IDLE);
  expect(done).toEqual({ retried: 0, left: 0 });
  usePast.setState({ speed: 0 });
  vi.advanceTimersByTime(IDLE - 1);
  hands.dispatchEvent(new Event("keydown"));
  vi.advanceTimersByTime(IDLE - 1);
  expect(done.left).toBe(0);
  vi.advanceTimersByTime(1);
  expect(done).toEqual({ retried: 0, left: 1 });
});

/** Brings the city into the page's store and keeps it there. */

import { CityAnswer } from "#contract/card";
import { Base } from "#contract/city";
import type { EventBatch } from "#contract/live";
import { usePage } from "../store/page-store.ts";
import { backOff } from "./back-off.ts";
import { getJson, HttpError } from "./http.ts";
import { LiveLink, type Timers } from "./link.ts";
import { socketWire } from "./socket-wire.ts";
import { SnapshotTaker } from "./take-snapshot.ts";

const timers: Timers = {
  now: Date.now,
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

/** So many rings at once are already a crowd; a replay at speed changes more than an eye can follow. */
const MOST_CHANGED = 60;

/** Resolves once the link has been started; it then lives as long as the page. */
export async function followCity(): Promise<LiveLink> {
  const { answer, base } = await fetchCity();
  const { live } = usePage.getState();
  const taker = new SnapshotTaker(answer);
  const link = new LiveLink({
    wire: socketWire(),
    takeSnapshot: () => taker.take(),
    timers,
    onCity(city) {
      live.city = city;
      live.changed.clear();
      // In the same turn: rows are places in these lists.
      if (usePage.getState().answer !== taker.answer) usePage.setState({ answer: taker.answer });
    },
    onEvents(events) {
      noteChanges(events);
      for (const tell of live.moved) tell();
    },
    onFrame(frame) {
      hear(frame.now);
      live.fixes.take(frame, Date.now());
      for (const tell of live.moved) tell();
    },
    onPulse: (pulse) => hear(pulse.now),
    onState: (link) => usePage.setState({ link }),
    // Whoever one is now, nothing of what one saw before stays.
    onSignedOut: () => location.reload(),
  });
  usePage.setState({ answer, base, startTrouble: null, link: link.state, retry: () => link.retry() });
  link.start();
  addEventListener("online", () => link.retry());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") link.retry();
  });
  return link;
}

function hear(sentAt: number): void {
  const { live } = usePage.getState();
  live.clock.learn(sentAt);
  live.heardAt = live.clock.now();
}

function noteChanges(events: EventBatch["events"]): void {
  const { changed, clock } = usePage.getState().live;
  const now = Date.now();
  for (const event of events) {
    // What happened long ago and only reaches us now, after a break, is no news.
    if (event.reportId === null || clock.now() - event.at > 30_000) continue;
    changed.delete(event.reportId);
    changed.set(event.reportId, now);
  }
  for (const [id, at] of changed) {
    if (changed.size <= MOST_CHANGED && now - at < 15_000) break;
    changed.delete(id);
  }
}

/** The city and its base map, however long the server takes to have them. */
async function fetchCity() {
  for (let failures = 0; ; failures++) {
    try {
      const [answer, base] = await Promise.all([
        getJson("/api/city", CityAnswer),
        getJson("/api/city/base", Base),
      ]);
      return { answer, base };
    } catch (error) {
      const { code, message } =
        error instanceof HttpError ? error : { code: "garbled", message: String(error) };
      usePage.setState({ startTrouble: { code, detail: message } });
      await new Promise((resolve) => setTimeout(resolve, Math.min(5000, backOff(failures, Math.random))));
    }
  }
}

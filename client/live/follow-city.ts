/** Brings the city into the page's store and keeps it there. */

import { isOfPositions } from "#contract/events";
import type { EventBatch } from "#contract/live";
import { newsAskedFor } from "../store/about-filters.ts";
import { readAlerts, readPresentAlerts } from "../store/alerts-store.ts";
import { noteHappenings } from "../store/happenings.ts";
import { keepToView } from "../store/keep-url.ts";
import { mayDo } from "../store/may.ts";
import { type Answer, usePage } from "../store/page-store.ts";
import { forgetPresence } from "../store/presence-store.ts";
import { fetchCityAndBase } from "./fetch-city.ts";
import { keepPresence } from "./keep-presence.ts";
import { LiveLink, type Timers } from "./link.ts";
import { PresenceTeller } from "./presence.ts";
import { socketWire } from "./socket-wire.ts";
import { SnapshotTaker } from "./take-snapshot.ts";
import { findOut, watchSession } from "./who-am-i.ts";

const teller = new PresenceTeller(Date.now());

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

/** Resolves once whoever looks is known and the link has been started; it then lives as long as the page. */
export async function followCity(): Promise<void> {
  const [, { answer, base }] = await Promise.all([findOut().then(keepToView), fetchCityAndBase()]);
  let link: LiveLink | undefined;
  const leave = () => {
    link?.close();
    link = undefined;
    forget();
  };
  const follow = (found: Answer) => {
    link = mayDo(usePage.getState(), "live.subscribe") ? linkTo(found, signedOut) : undefined;
    link?.start();
  };
  // Somebody else from here on, to whom another city may be told: the public's has no brigades.
  const signedOut = watchSession(() => {
    leave();
    void fetchCityAndBase().then((found) => {
      usePage.setState({ answer: found.answer, base: found.base, startTrouble: null });
      follow(found.answer);
    });
  });
  keepPresence(teller);
  usePage.setState({
    answer,
    base,
    startTrouble: null,
    retry: () => link?.retry(),
    reconnect: () => link?.reconnect(),
  });
  follow(answer);
  addEventListener("online", () => link?.retry());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") link?.retry();
  });
}

function linkTo(answer: Answer, onSignedOut: () => void): LiveLink {
  const { present: live } = usePage.getState();
  const taker = new SnapshotTaker(answer, live.clock);
  const wire = socketWire(teller);
  const link = new LiveLink({
    wire,
    takeSnapshot: () => taker.take(),
    timers,
    onCity(city) {
      live.city = city;
      // Without a connection after it, its age would be counted from 1970.
      if (live.heardAt === 0) live.heardAt = live.clock.now();
      live.changed.clear();
      readPresentAlerts(city);
      // In the same turn: rows are places in these lists.
      if (usePage.getState().answer !== taker.answer) usePage.setState({ answer: taker.answer });
    },
    onEvents(events) {
      if (events.some(({ kind }) => /^(alert|weather)\./.test(kind))) readPresentAlerts(live.city);
      noteChanges(events);
      if (live.city) noteHappenings(live.happened, live.city, events, newsAskedFor(live.city));
      for (const tell of live.moved) tell();
    },
    onFrame(frame) {
      live.clock.learn(frame.now);
      live.fixes.take(frame, Date.now());
      for (const tell of live.moved) tell();
    },
    onPulse: (pulse) => live.clock.learn(pulse.now),
    onFresh() {
      live.heardAt = live.clock.now();
    },
    onState: (link) => usePage.setState({ link }),
    onSignedOut,
  });
  usePage.setState({ link: link.state });
  if (mayDo(usePage.getState(), "report.assign")) teller.open(wire);
  return link;
}

/** What was told to one person is not shown to the next: a session that ends leaves nothing of the operators' map. */
function forget(): void {
  forgetPresence();
  readPresentAlerts(undefined);
  readAlerts(undefined);
  const { present: live } = usePage.getState();
  live.city = undefined;
  live.changed.clear();
  live.told.clear();
  live.merged = 0;
  live.happened.length = 0;
  live.fixes.clear();
  usePage.setState({
    link: null,
    reading: null,
    card: null,
    trail: null,
    doings: null,
    hovered: null,
    demo: null,
  });
  for (const tell of live.moved) tell();
}

/** Whether another report may be one that others were merged into by it. A merger is told as a closing (AU4). */
function mayMerge(event: EventBatch["events"][number]): boolean {
  if (event.kind === "report.closed") return "body" in event && event.body.outcome === "duplicate";
  return event.kind === "report.unmerged" || event.kind === "report.undone";
}

function noteChanges(events: EventBatch["events"]): void {
  const live = usePage.getState().present;
  const { changed, told, clock } = live;
  const now = Date.now();
  for (const event of events) {
    if (isOfPositions(event) || event.kind === "report.arrived" || event.kind === "report.left") {
      const { brigade } = (event as { body: { brigade: number } }).body;
      told.set(brigade, event.seq);
    }
    if (mayMerge(event)) live.merged = event.seq;
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

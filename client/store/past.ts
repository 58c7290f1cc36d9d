/**
 * The past on the page: in place of the live city stands the one of another minute, and everything that reads the city reads that. The
 * live one goes on behind it, so the way back is at once.
 */
import { create } from "zustand";
import { fetchPastEvents, fetchPastOrFirst, fetchTracks } from "../live/fetch-past.ts";
import { asHttpError } from "../live/http.ts";
import { ServerClock } from "../live/server-clock.ts";
import { newsAskedFor } from "./about-filters.ts";
import { readAlerts, useAlerts } from "./alerts-store.ts";
import { MOST_HAPPENINGS, noteHappenings } from "./happenings.ts";
import { readNow } from "./keep-reading.ts";
import { mayDo } from "./may.ts";
import { type Live, newLive, usePage } from "./page-store.ts";
import { PastCity } from "./past-city.ts";
import { TrackParts } from "./track-parts.ts";

export const speeds = [1, 10, 60, 600] as const;
export type Speed = (typeof speeds)[number];

export interface PastState {
  phase: "off" | "loading" | "ready" | "failed";
  /** The stretch that can be gone through, ms; what was known of it when it was opened. */
  from: number;
  until: number;
  /** 0 while it stands. */
  speed: Speed | 0;
  /** The instant that is being fetched, or could not be had, ms; null once it is shown. */
  wanted: number | null;
  /** The first that is kept, once somebody has asked for what lies before it. */
  earliest: number | null;
  /** Code of why it could not be had. */
  trouble: string | null;
  /** New late reports in each part of the stretch; null until they are known. */
  bars: Uint32Array | null;
}

const off: PastState = {
  phase: "off",
  from: 0,
  until: 0,
  speed: 0,
  wanted: null,
  earliest: null,
  trouble: null,
  bars: null,
};
export const usePast = create<PastState>()(() => off);

const DAY = 24 * 3_600_000;
/** So far back the past is entered. */
const QUARTER = 15 * 60_000;
/** Of the stretch: one each quarter of an hour. */
const BARS = 96;

let past: PastCity | undefined;
let parts = newParts();
let shown: Live | undefined;
let asked: AbortController | undefined;

/** The minute that is shown instead of the present, ms; null in the present. */
export function pastAt(): number | null {
  return usePage.getState().past;
}

/** The past, or the way to it, stands in the place of the present: nothing is moved meanwhile. */
export function isAwayInPast(): boolean {
  return usePast.getState().phase !== "off";
}

/** For whoever has buttons that move reports: none of them works on what is over. */
export function useIsPast(): boolean {
  return usePage((page) => page.past !== null);
}

export function mayGoBack(): boolean {
  return mayDo(usePage.getState(), "live.past");
}

/** Into the past, or back from it: `h`, wherever it is pressed. */
export function togglePast(): void {
  if (usePast.getState().phase === "off") void enterPast(usePage.getState().present.clock.now() - QUARTER);
  else leavePast();
}

/** Shows an instant at once, and fetches the 24 hours around it to go through. Does nothing for whoever may not. */
export async function enterPast(wanted: number): Promise<void> {
  const { present, answer } = usePage.getState();
  if (!mayGoBack() || !answer || !present.city) return;
  const now = present.clock.now();
  const at = Math.min(wanted, now - 1000);
  // A stretch that ends with the present, or lies around what was asked for.
  const until = at > now - DAY ? now - 1000 : Math.min(now - 1000, at + DAY / 2);
  const from = until - DAY;
  asked?.abort();
  const ask = new AbortController();
  asked = ask;
  past = undefined;
  parts = newParts();
  const { earliest } = usePast.getState();
  usePast.setState({ ...off, phase: "loading", from, until, wanted: at, earliest });
  try {
    const first = await fetchPastOrFirst(at, answer);
    if (ask.signal.aborted) return;
    // Days before the beginning: nothing of that stretch is known, and the first that is lies in another.
    if (first.at > until) return await enterPast(first.at);
    const show = (instant: number, city: PastCity["city"]) => {
      showAt(
        instant,
        newLive(new ServerClock(() => usePage.getState().past ?? instant), present.moved),
        city,
      );
      usePast.setState({ wanted: null });
    };
    // A log begins before its first reports: an empty city that never was one to look at is not shown.
    const isBare = first.at > at || first.city.reports.count === 0;
    if (!isBare) show(at, first.city);
    const begin = await fetchPastOrFirst(from, answer);
    const events = await fetchPastEvents(begin.city.cursor, until, ask.signal);
    if (ask.signal.aborted) return;
    const stretch = new PastCity(begin.city, events, begin.at, until);
    const isCut = begin.at > from;
    const start = isCut && present.city.reports.count > 0 ? stretch.filledFrom() : begin.at;
    if (start > until) {
      usePast.setState({ phase: "failed", trouble: "past-not-kept", earliest: start });
      return;
    }
    past = stretch;
    if (isBare) show(Math.max(at, start), past.seek(Math.max(at, start)));
    const bars = past.histogram(BARS, ["report.overdue"]);
    usePast.setState({
      phase: "ready",
      from: start,
      bars,
      ...(isCut && { earliest: start }),
    });
    seekTo(usePage.getState().past ?? start);
  } catch (error) {
    if (ask.signal.aborted) return;
    usePast.setState({ phase: "failed", speed: 0, trouble: asHttpError(error).code });
  }
}

/** Back to what is, at once. */
export function leavePast(): void {
  asked?.abort();
  past = undefined;
  shown = undefined;
  const { present } = usePage.getState();
  usePast.setState(off);
  usePage.setState({ live: present, past: null });
  readAlerts(present.city);
  readNow();
  for (const tell of present.moved) tell();
}

/** To another instant of the stretch. */
export function seekTo(wanted: number): void {
  const { phase, from, until } = usePast.getState();
  if (phase !== "ready" || !past || !shown) return;
  const at = Math.min(until, Math.max(from, wanted));
  const city = past.seek(at);
  shown.happened.length = 0;
  noteHappenings(shown.happened, city, past.latest(8 * MOST_HAPPENINGS), newsAskedFor(city));
  showAt(at, shown, city);
}

/** Days farther back or on, beyond the stretch; as far as the past is kept. */
export function stepDays(days: number): void {
  const at = usePast.getState().wanted ?? pastAt();
  if (at !== null) void enterPast(at + days * DAY);
}

/** What could not be had, once more. */
export function retryPast(): void {
  stepDays(0);
}

export function step(ms: number): void {
  seekTo((usePage.getState().past ?? 0) + ms);
}

export function play(speed: Speed | 0): void {
  const was = usePast.getState().speed;
  usePast.setState({ speed });
  if (speed !== 0 && was === 0) requestAnimationFrame((time) => advance(time, time));
}

/** A picture further, and again for as long as it plays; how far depends on how long the last one took. */
function advance(time: number, before: number): void {
  const { speed, until, phase } = usePast.getState();
  const at = usePage.getState().past;
  if (speed === 0 || at === null) return;
  if (phase === "ready") seekTo(at + (time - before) * speed);
  if ((usePage.getState().past ?? until) >= until) usePast.setState({ speed: 0 });
  else requestAnimationFrame((next) => advance(next, time));
}

function showAt(at: number, live: Live, city: NonNullable<Live["city"]>): void {
  const isNew = live !== shown;
  shown = live;
  live.city = city;
  live.heardAt = at;
  live.fixes.clear();
  live.fixes.take(parts.tracks.frameAt(at), Date.now());
  usePage.setState(isNew ? { live, past: at } : { past: at });
  if (isNew || !sameAlerts(city)) readAlerts(city);
  readNow();
  for (const tell of live.moved) tell();
  if (mayDo(usePage.getState(), "position.history")) parts.ask(at, usePage.getState().present.clock.now());
}

/** Most steps change none, and the map need not draw its warnings anew. */
function sameAlerts({ alerts, warnings, warningsUnreadSince }: NonNullable<Live["city"]>): boolean {
  const now = useAlerts.getState();
  return (
    now.warningsUnreadSince === warningsUnreadSince &&
    now.open.length === alerts.size &&
    now.open.every((alert) => alerts.get(alert.id) === alert) &&
    now.warnings.length === warnings.size &&
    now.warnings.every((warning) => warnings.get(warning.id) === warning)
  );
}

/** Each stretch has its own: a part that was not over yet is asked for again by the next one. */
function newParts(): TrackParts {
  const made = new TrackParts({
    fetch: fetchTracks,
    now: Date.now,
    onCome() {
      const at = usePage.getState().past;
      // Whatever plays shows it in its next picture.
      if (made !== parts || at === null || !shown || usePast.getState().speed !== 0) return;
      shown.fixes.clear();
      shown.fixes.take(made.tracks.frameAt(at), Date.now());
      for (const tell of shown.moved) tell();
    },
  });
  return made;
}

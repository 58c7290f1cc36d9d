/** The city of a past minute, what came after it, and where brigades were, from the server. */
import type { CityEvent, UnknownEvent } from "#contract/events";
import { PastEvents, PastKept } from "#contract/past";
import { decodeTracks, type Tracks } from "#contract/tracks";
import type { LiveCity } from "#domain/fold";
import { cityCodes } from "#domain/report-table";
import { decodeSnapshot } from "#domain/snapshot";
import type { Answer } from "../store/page-store.ts";
import { getBytes, getJson, HttpError } from "./http.ts";

const iso = (at: number) => new Date(at).toISOString();

/** By the lists that this page has; rejects when they are not the server's any more. */
export async function fetchPast(at: number, { city, fingerprint }: Answer): Promise<LiveCity> {
  return decodeSnapshot(await getBytes(`/api/live/past?at=${iso(at)}`), cityCodes(city), fingerprint);
}

/** The same, or where that is not kept of the first instant that is. */
export async function fetchPastOrFirst(at: number, answer: Answer): Promise<{ at: number; city: LiveCity }> {
  try {
    return { at, city: await fetchPast(at, answer) };
  } catch (error) {
    const kept = error instanceof HttpError ? PastKept.safeParse(error.current) : undefined;
    if (!kept?.success) throw error;
    const first = Date.parse(kept.data.earliest);
    return { at: first, city: await fetchPast(first, answer) };
  }
}

/** Every event after a cursor until an instant, page by page. */
export async function fetchPastEvents(
  cursor: number,
  until: number,
  signal?: AbortSignal,
): Promise<(CityEvent | UnknownEvent)[]> {
  const events: (CityEvent | UnknownEvent)[] = [];
  for (let from = cursor; ; ) {
    const path = `/api/live/past/events?from=${from}&until=${iso(until)}`;
    const page = await getJson(path, PastEvents, signal);
    for (const event of page.events) events.push(event);
    if (!page.more) return events;
    from = page.to;
  }
}

export async function fetchTracks(from: number, until: number): Promise<Tracks> {
  return decodeTracks(await getBytes(`/api/live/past/positions?from=${iso(from)}&until=${iso(until)}`));
}

/** Who did what about the alerts that are shown: asked of the server, since names are in no event (AL3). */
import { useEffect, useState } from "react";
import { type Alert, MOST_ALERTS, type PastAlert } from "#contract/alerts";
import { readAlertsOf } from "../../live/handle-alerts.ts";

/** Null is one that the server does not answer about: it is out of reach. */
type Known = ReadonlyMap<number, PastAlert | null>;

const none: Known = new Map();

/** What is told is what has been done by now, so of the past nothing is asked. */
export function useDeeds(shown: readonly Alert[], past: boolean): Known {
  const [known, setKnown] = useState(none);
  const ask = past ? "" : notKnown(shown, known).join();
  useEffect(() => {
    if (ask === "") return;
    const stop = new AbortController();
    readAlertsOf(ask, stop.signal).then(
      (read) => setKnown((before) => knownAfter(before, ask.split(",").map(Number), read)),
      () => {},
    );
    return () => stop.abort();
  }, [ask]);
  return past ? none : known;
}

/** Those that somebody has handled since they were read, as many as are told at once. */
export function notKnown(shown: readonly Alert[], known: Known): number[] {
  return shown
    .filter((alert) => {
      const before = known.get(alert.id);
      return before !== null && ![untouched, stampOf(before)].includes(stampOf(alert));
    })
    .slice(0, MOST_ALERTS)
    .map(({ id }) => id);
}

/** What was not answered is not asked again either: it would take the place of others for ever. */
export function knownAfter(before: Known, asked: readonly number[], read: readonly PastAlert[]): Known {
  return new Map<number, PastAlert | null>([
    ...before,
    ...asked.map((id) => [id, null] as const),
    ...read.map((alert) => [alert.id, alert] as const),
  ]);
}

function stampOf(alert: Pick<Alert, "acknowledgedAt" | "snoozedUntil"> | undefined): string {
  return [alert?.acknowledgedAt, alert?.snoozedUntil].join();
}

const untouched = stampOf(undefined);

/** Who did what about the alerts that are shown: asked of the server, since names are in no event (AL3). */
import { useEffect, useState } from "react";
import { type Alert, MOST_ALERTS, type PastAlert } from "#contract/alerts";
import { readAlertsOf } from "../../live/handle-alerts.ts";

type Known = ReadonlyMap<number, PastAlert>;

const none: Known = new Map();

/** What is told is what has been done by now, so of the past nothing is asked. */
export function useDeeds(shown: readonly Alert[], past: boolean): Known {
  const [known, setKnown] = useState(none);
  const ask = past ? "" : notKnown(shown, known).join();
  useEffect(() => {
    if (ask === "") return;
    const stop = new AbortController();
    readAlertsOf(ask, stop.signal).then(
      (read) =>
        setKnown((before) => new Map([...before, ...read.map((alert) => [alert.id, alert] as const)])),
      () => {},
    );
    return () => stop.abort();
  }, [ask]);
  return past ? none : known;
}

/** Those that somebody has handled since they were read, as many as are told at once. */
export function notKnown(shown: readonly Alert[], known: Known): number[] {
  return shown
    .filter((alert) => stampOf(alert) !== untouched && stampOf(alert) !== stampOf(known.get(alert.id)))
    .slice(0, MOST_ALERTS)
    .map(({ id }) => id);
}

function stampOf(alert: Pick<Alert, "acknowledgedAt" | "snoozedUntil"> | undefined): string {
  return [alert?.acknowledgedAt, alert?.snoozedUntil].join();
}

const untouched = stampOf(undefined);

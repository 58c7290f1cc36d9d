/** Alerts and warnings as every reader of the log holds them: open ones alone (AL1…AL4). */
import { type Alert, type AlertKind, alertBodies, type Warning, warningBodies } from "#contract/alerts";
import type { CityEvent, EventOf } from "#contract/events";

type AlertEvent = EventOf<keyof typeof alertBodies | keyof typeof warningBodies>;

export function isOfAlerts(event: CityEvent): event is AlertEvent {
  return Object.hasOwn(alertBodies, event.kind) || Object.hasOwn(warningBodies, event.kind);
}

/** In place. What is said of an alert that is not there any more changes nothing. */
export function foldAlert(
  city: { alerts: Map<number, Alert>; warnings: Map<number, Warning>; warningsUnreadSince: number | null },
  event: AlertEvent,
): void {
  const { alerts, warnings } = city;
  switch (event.kind) {
    case "alert.raised":
      alerts.set(event.body.alert.id, event.body.alert);
      return;
    case "alert.acknowledged":
    case "alert.snoozed": {
      const known = alerts.get(event.body.alert);
      if (known) alerts.set(known.id, handledAlert(known, event));
      return;
    }
    case "alert.cleared":
      alerts.delete(event.body.alert);
      return;
    case "weather.alerted":
      warnings.set(event.body.warning.id, event.body.warning);
      return;
    case "weather.ended":
      warnings.delete(event.body.warning);
      return;
    case "weather.unread":
      city.warningsUnreadSince = event.body.since;
      return;
    case "weather.read":
      city.warningsUnreadSince = null;
  }
}

/** An acknowledgement ends a snooze, and a snooze leaves an acknowledgement as it was. */
export function handledAlert(
  alert: Alert,
  event: Pick<EventOf<"alert.acknowledged" | "alert.snoozed">, "kind" | "at" | "body">,
): Alert {
  return "until" in event.body
    ? { ...alert, snoozedUntil: event.body.until }
    : { ...alert, acknowledgedAt: event.at, snoozedUntil: null };
}

/** Whether somebody should still look at it: neither acknowledged nor asleep. */
export function isLoud(alert: Pick<Alert, "acknowledgedAt" | "snoozedUntil">, now: number): boolean {
  return alert.acknowledgedAt === null && (alert.snoozedUntil === null || alert.snoozedUntil <= now);
}

/** Of reports: what has been late, or back, for longer is no news: it is among the figures, and an import brings thousands of it. */
export const NEWS_MS = 24 * 60 * 60_000;
/** Of reports: more of a kind in a department than anybody reads, and every snapshot carries them. */
export const MOST_WAITING = 1000;
export const kindsOfReports = ["late", "late-soon", "reopened"] as const satisfies readonly AlertKind[];

/** Kinds and departments of which no more are raised until somebody has acknowledged some (AL1). */
export function crowds(
  alerts: Iterable<Pick<Alert, "kind" | "department" | "acknowledgedAt">>,
): Pick<Alert, "kind" | "department">[] {
  const waiting = new Map<string, { kind: AlertKind; department: string | null; count: number }>();
  for (const { kind, department, acknowledgedAt } of alerts) {
    if (acknowledgedAt !== null) continue;
    const key = `${kind} ${department ?? ""}`;
    const { count } = waiting.get(key) ?? { count: 0 };
    waiting.set(key, { kind, department, count: count + 1 });
  }
  const limited: readonly AlertKind[] = kindsOfReports;
  return [...waiting.values()]
    .filter(({ kind, count }) => limited.includes(kind) && count >= MOST_WAITING)
    .map(({ kind, department }) => ({ kind, department }));
}

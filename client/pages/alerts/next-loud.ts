/** Where a key goes on when the alert it was pressed on has been handled: to the next that asks for somebody, or to the last such before it. */
import type { Alert } from "#contract/alerts";
import { isLoud } from "#domain/alert";

export function nextLoud(listed: readonly Alert[], id: number, now: number): number | null {
  const at = listed.findIndex((alert) => alert.id === id);
  const asking = (alert: Alert) => isLoud(alert, now);
  return (listed.slice(at + 1).find(asking) ?? listed.slice(0, Math.max(at, 0)).findLast(asking))?.id ?? null;
}

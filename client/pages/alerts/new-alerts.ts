/** Which alerts are news to a page: raised since it was opened, or loud again after a snooze. Each once. */
import type { Alert } from "#contract/alerts";
import { isLoud } from "#domain/alert";

export class NewAlerts {
  /**
   * Those that are loud and have been told of, or were there when the page was opened. Also those that are over: what comes back
   * under its number, because somebody undid a move, is no news.
   */
  private known: ReadonlySet<number> | undefined;

  take(open: readonly Alert[], now: number): Alert[] {
    const loud = open.filter((alert) => isLoud(alert, now));
    const { known } = this;
    const there = new Set(open.map(({ id }) => id));
    const over = [...(known ?? [])].filter((id) => !there.has(id));
    this.known = new Set([...over, ...loud.map(({ id }) => id)]);
    return known === undefined ? [] : loud.filter(({ id }) => !known.has(id));
  }
}

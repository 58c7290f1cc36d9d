/** Acknowledges what is listed, by parts. How it went is said in the tray, also where that was not open. */
import { ACKNOWLEDGE_LIMIT } from "#contract/alerts";
import { acknowledgeAlerts } from "../../live/handle-alerts.ts";
import { useAlertTray } from "../../store/alert-tray.ts";

export async function acknowledgeAll(
  ids: readonly number[],
  acknowledge: (part: readonly number[]) => Promise<number> = acknowledgeAlerts,
): Promise<void> {
  if (ids.length === 0 || useAlertTray.getState().busy) return;
  useAlertTray.setState({ isOpen: true, busy: true, outcome: null });
  let done = 0;
  let failed = false;
  try {
    for (let from = 0; from < ids.length; from += ACKNOWLEDGE_LIMIT)
      done += await acknowledge(ids.slice(from, from + ACKNOWLEDGE_LIMIT));
  } catch {
    failed = true;
  }
  useAlertTray.setState({ busy: false, outcome: { of: ids.length, done, failed } });
}

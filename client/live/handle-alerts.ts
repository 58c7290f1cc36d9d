/** What somebody does about an alert. That it is done is seen when the event comes, here as everywhere. */
import { AlertHandled, AlertHistory, AlertsHandled, MOST_ALERTS } from "#contract/alerts";
import { getJson, postJson } from "./http.ts";

export const acknowledgeAlert = (id: number) => postJson(`/api/alerts/${id}/acknowledge`, {}, AlertHandled);
/** Up to `ACKNOWLEDGE_LIMIT`. Gives back how many were open and theirs. */
export const acknowledgeAlerts = async (ids: readonly number[]) =>
  (await postJson("/api/alerts/acknowledge", { ids }, AlertsHandled)).alerts.length;
export const snoozeAlert = (id: number, minutes: number) =>
  postJson(`/api/alerts/${id}/snooze`, { minutes }, AlertHandled);
/** Of these, as "1,2,3", with who did what about them: `MOST_ALERTS` at the most. */
export const readAlertsOf = (ids: string, signal?: AbortSignal) =>
  getJson(`/api/alerts?ids=${ids}&limit=${MOST_ALERTS}`, AlertHistory, signal);

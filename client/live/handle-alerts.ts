/** What somebody does about an alert. That it is done is seen when the event comes, here as everywhere. */
import { AlertHandled, AlertHistory, AlertsHandled } from "#contract/alerts";
import { getJson, postJson } from "./http.ts";

export const acknowledgeAlert = (id: number) => postJson(`/api/alerts/${id}/acknowledge`, {}, AlertHandled);
/** Up to `ACKNOWLEDGE_LIMIT`. Gives back how many were open and theirs. */
export const acknowledgeAlerts = async (ids: readonly number[]) =>
  (await postJson("/api/alerts/acknowledge", { ids }, AlertsHandled)).alerts.length;
export const snoozeAlert = (id: number, minutes: number) =>
  postJson(`/api/alerts/${id}/snooze`, { minutes }, AlertHandled);
/** Open ones, with who did what about them. */
export const readHandled = (signal?: AbortSignal) =>
  getJson("/api/alerts?open=1&limit=200", AlertHistory, signal);

/** Alerts and warnings of the city that is shown, and the alerts of the present behind it, as components read them: the same objects as before while nothing has changed. */
import { create } from "zustand";
import type { Alert, Warning } from "#contract/alerts";
import { alertKinds, severities } from "#contract/alerts";
import { isLoud } from "#domain/alert";
import type { LiveCity } from "#domain/fold";
import { usePage } from "./page-store.ts";

export interface AlertsState {
  /** The gravest kind first, and of a kind the newest. */
  open: readonly Alert[];
  warnings: readonly Warning[];
  /** Since when the authority's feed could not be read, ms; null while it is. */
  warningsUnreadSince: number | null;
  /** Open ones of now, though another minute may be shown: whoever wants to be told of new ones is told of these. */
  present: readonly Alert[];
}

export const useAlerts = create<AlertsState>()(() => ({
  open: [],
  warnings: [],
  warningsUnreadSince: null,
  present: [],
}));

type Alerting = Pick<LiveCity, "alerts" | "warnings" | "warningsUnreadSince">;

/** After a snapshot of the present, and after events of theirs. */
export function readPresentAlerts(city: Alerting | undefined): void {
  useAlerts.setState({ present: sortedAlerts(city) });
  if (usePage.getState().past === null) readAlerts(city);
}

/** Of the city that is shown. */
export function readAlerts(city: Alerting | undefined): void {
  const grave = ({ severity }: Warning) => severities.indexOf(severity);
  const now = [...(city?.warnings.values() ?? [])].sort((a, b) => grave(a) - grave(b) || a.id - b.id);
  const { warnings: before } = useAlerts.getState();
  const isSame = now.length === before.length && now.every((warning, i) => warning === before[i]);
  // The map draws them anew when they are others.
  useAlerts.setState({
    open: sortedAlerts(city),
    warnings: isSame ? before : now,
    warningsUnreadSince: city?.warningsUnreadSince ?? null,
  });
}

function sortedAlerts(city: Pick<LiveCity, "alerts"> | undefined): Alert[] {
  const rank = ({ kind }: Alert) => alertKinds.indexOf(kind);
  return [...(city?.alerts.values() ?? [])].sort(
    (a, b) => rank(a) - rank(b) || b.since - a.since || b.id - a.id,
  );
}

export function loudAlerts({ open }: Pick<AlertsState, "open">, now: number): Alert[] {
  return open.filter((alert) => isLoud(alert, now));
}

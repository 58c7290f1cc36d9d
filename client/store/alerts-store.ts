/** Alerts and warnings of the live city, as components read them: the same objects as before while nothing has changed. */
import { create } from "zustand";
import type { Alert, Warning } from "#contract/alerts";
import { alertKinds, severities } from "#contract/alerts";
import { isLoud } from "#domain/alert";
import type { LiveCity } from "#domain/fold";

export interface AlertsState {
  /** The gravest kind first, and of a kind the newest. */
  open: readonly Alert[];
  warnings: readonly Warning[];
}

export const useAlerts = create<AlertsState>()(() => ({ open: [], warnings: [] }));

/** After a snapshot, and after events of theirs. */
export function readAlerts(city: Pick<LiveCity, "alerts" | "warnings"> | undefined): void {
  const rank = ({ kind }: Alert) => alertKinds.indexOf(kind);
  const open = [...(city?.alerts.values() ?? [])].sort(
    (a, b) => rank(a) - rank(b) || b.since - a.since || b.id - a.id,
  );
  const grave = ({ severity }: Warning) => severities.indexOf(severity);
  const now = [...(city?.warnings.values() ?? [])].sort((a, b) => grave(a) - grave(b) || a.id - b.id);
  const { warnings: before } = useAlerts.getState();
  const isSame = now.length === before.length && now.every((warning, i) => warning === before[i]);
  // The map draws them anew when they are others.
  useAlerts.setState({ open, warnings: isSame ? before : now });
}

export function loudAlerts({ open }: AlertsState, now: number): Alert[] {
  return open.filter((alert) => isLoud(alert, now));
}

/** How a projection says what it has to say of an event: through the audience's own list of bodies, and not around it. */
import type { Logged } from "#contract/events";
import type { LiveReport } from "#contract/report";

/** As it goes onto the wire. */
export interface Told {
  seq: number;
  at: number;
  kind: string;
  reportId: number | null;
  version: number | null;
  body?: object;
}

/** Schemas of bodies by kind; each takes of a body what it names and drops the rest. */
export type Bodies = Readonly<Record<string, { parse(body: unknown): object }>>;

export function envelope({ seq, at, kind, reportId, version }: Logged): Told {
  return { seq, at, kind, reportId, version };
}

/**
 * The event under its own kind, or under the one that it amounts to here, with the fields that the list names. A kind that is not in the
 * list is none of the audience's; of a report that they see they then get the version alone, or digests would differ.
 */
export function tell(
  event: Logged,
  bodies: Bodies,
  as: { kind: string; body: unknown } = {
    kind: event.kind,
    body: "body" in event ? event.body : undefined,
  },
): Told | undefined {
  const schema = Object.hasOwn(bodies, as.kind) ? bodies[as.kind] : undefined;
  if (schema) return { ...envelope(event), kind: as.kind, body: schema.parse(as.body) };
  if (event.reportId === null || event.version === null) return undefined;
  return { ...envelope(event), kind: "report.touched", body: {} };
}

/** The report as an event makes it, where it carries it whole: what brings it into a view (AU6). */
export function wholeIn(event: Logged): LiveReport | undefined {
  if (!("body" in event)) return undefined;
  switch (event.kind) {
    case "report.received":
    case "report.reopened":
    case "report.corrected":
    case "report.unmerged":
    case "report.undone":
    case "report.assigned":
      return event.body.report;
    case "report.imported":
      return event.body.archived ? undefined : event.body.report;
    default:
      return undefined;
  }
}

/** A merged report as everybody is told of it: closed, as any duplicate is. Which one it repeats, the card says to whom it may. */
export function closedByMerge(event: Logged): { kind: string; body: unknown } | undefined {
  if (event.kind !== "report.merged" || !("body" in event)) return undefined;
  return { kind: "report.closed", body: { outcome: "duplicate", reason: event.body.reason } };
}

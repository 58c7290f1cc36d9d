/** One report, whole: what is fetched when it is opened. */

import type { Actor } from "#contract/actor";
import type { ReportCard, TimelineEntry } from "#contract/card";
import { CityEvent, eventKinds } from "#contract/events";
import { Refusal } from "#contract/problem";
import type { LiveReport } from "#contract/report";
import type { Reach } from "#domain/may";
import type { Context } from "../context.ts";
import { liveColumns } from "./report-rows.ts";
import { isWithinReach } from "./within-reach.ts";

type Row = LiveReport & {
  archived: boolean;
  channel: string;
  description: string | null;
  duplicateOf: string | null;
};

/** Refuses `not-found`, also for a report beyond the reader's reach. */
export async function readCard(
  ctx: Pick<Context, "db" | "brigades" | "rules">,
  folio: string,
  reach: Reach,
): Promise<ReportCard> {
  const [row] = await ctx.db.query<Row>(
    `SELECT ${liveColumns}, archived, channel, description, duplicate_of AS "duplicateOf"
       FROM reports WHERE folio = $1`,
    [folio],
  );
  if (!row || !isWithinReach(ctx, reach, row))
    throw new Refusal("not-found", `folio: there is no report ${folio}`);
  const { archived, channel, description, duplicateOf, ...report } = row;
  return { report, archived, channel, description, duplicateOf, timeline: await readTimeline(ctx, row.id) };
}

interface EventRow {
  seq: number;
  at: number;
  kind: string;
  reportId: number;
  version: number;
  body: unknown;
  role: Actor["role"];
  actor: string;
  actorName: string | null;
}

async function readTimeline(
  ctx: Pick<Context, "db" | "brigades">,
  reportId: number,
): Promise<TimelineEntry[]> {
  const rows = await ctx.db.query<EventRow>(
    `SELECT seq, floor(extract(epoch FROM e.at) * 1000)::bigint AS at, e.kind, report_id AS "reportId", e.version, body,
            actor_role AS role, actor_id AS actor, coalesce(p.name, c.name) AS "actorName"
       FROM events e LEFT JOIN people p ON p.id = actor_id LEFT JOIN credentials c ON c.id = actor_id
      WHERE report_id = $1 AND e.kind = ANY ($2) ORDER BY seq`,
    [reportId, eventKinds],
  );
  return rows.flatMap(({ role, actor, actorName, ...row }) =>
    entriesOf(CityEvent.parse(row), { role, id: actor }, actorName, ctx),
  );
}

const blank = { actor: null, actorName: null, brigade: null, outcome: null, reason: null, lateReason: null };

/** One line for each thing that happened; an import brings all that its source knew. */
function entriesOf(
  event: CityEvent,
  actor: Actor,
  actorName: string | null,
  ctx: Pick<Context, "brigades">,
): TimelineEntry[] {
  const entry = { ...blank, at: event.at, actor, actorName };
  switch (event.kind) {
    case "report.received":
      return [{ ...entry, kind: "received" }];
    case "report.imported":
      return [
        { ...blank, at: event.body.report.receivedAt, kind: "received" as const },
        ...event.body.moves.map((move) => ({
          ...blank,
          at: move.at,
          kind: kindOfMove[move.to],
          brigade: move.brigade ?? null,
          outcome: move.outcome ?? null,
          reason: move.reason ?? null,
          lateReason: move.lateReason ?? null,
        })),
        ...(event.body.report.alert === "late"
          ? [{ ...blank, at: event.body.report.dueAt, kind: "overdue" as const }]
          : []),
      ].sort((a, b) => a.at - b.at);
    case "report.assigned":
      return [{ ...entry, kind: "assigned", brigade: ctx.brigades.codeOf(event.body.brigade) }];
    case "report.travelling":
      return [{ ...entry, kind: "travelling" }];
    case "report.started":
      return [{ ...entry, kind: "started" }];
    case "report.closed":
      return [
        {
          ...entry,
          kind: "closed",
          outcome: event.body.outcome,
          reason: event.body.reason,
          lateReason: event.body.lateReason ?? null,
        },
      ];
    case "report.reopened":
      return [{ ...entry, kind: "reopened", reason: event.body.reason }];
    case "report.due-soon":
      return [{ ...entry, kind: "due-soon" }];
    case "report.overdue":
      return [{ ...entry, kind: "overdue" }];
    case "report.archived":
      return [{ ...entry, kind: "archived" }];
    case "brigade.registered":
    case "person.saved":
    case "credential.issued":
    case "credential.revoked":
    case "city.changed":
      return [];
  }
}

const kindOfMove = {
  received: "received",
  assigned: "assigned",
  "en-route": "travelling",
  "in-progress": "started",
  closed: "closed",
  reopened: "reopened",
} as const;

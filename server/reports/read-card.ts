/** One report, whole: what is fetched when it is opened. */

import type { Actor } from "#contract/actor";
import type { ReportCard, TimelineEntry } from "#contract/card";
import { CityEvent, eventKinds } from "#contract/events";
import { Refusal } from "#contract/problem";
import type { LiveReport } from "#contract/report";
import type { Context } from "../context.ts";
import { liveColumns } from "./report-rows.ts";

type Row = LiveReport & {
  archived: boolean;
  channel: string;
  description: string | null;
  duplicateOf: string | null;
};

/** Refuses `not-found`. */
export async function readCard(ctx: Pick<Context, "db" | "brigades">, folio: string): Promise<ReportCard> {
  const [row] = await ctx.db.query<Row>(
    `SELECT ${liveColumns}, archived, channel, description, duplicate_of AS "duplicateOf"
       FROM reports WHERE folio = $1`,
    [folio],
  );
  if (!row) throw new Refusal("not-found", `folio: there is no report ${folio}`);
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
}

async function readTimeline(
  ctx: Pick<Context, "db" | "brigades">,
  reportId: number,
): Promise<TimelineEntry[]> {
  const rows = await ctx.db.query<EventRow>(
    `SELECT seq, floor(extract(epoch FROM at) * 1000)::bigint AS at, kind, report_id AS "reportId", version, body,
            actor_role AS role, actor_id AS actor
       FROM events WHERE report_id = $1 AND kind = ANY ($2) ORDER BY seq`,
    [reportId, eventKinds],
  );
  return rows.flatMap(({ role, actor, ...row }) => entriesOf(CityEvent.parse(row), { role, id: actor }, ctx));
}

const blank = { actor: null, brigade: null, outcome: null, reason: null, lateReason: null };

/** One line for each thing that happened; an import brings all that its source knew. */
function entriesOf(event: CityEvent, actor: Actor, ctx: Pick<Context, "brigades">): TimelineEntry[] {
  const entry = { ...blank, at: event.at, actor };
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

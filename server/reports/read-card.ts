/** One report, whole: what is fetched when it is opened. */

import type { Actor, Audience } from "#contract/actor";
import type { ReportCard, TimelineEntry } from "#contract/card";
import { CityEvent, eventKinds, isOfPositions } from "#contract/events";
import type { FieldCard } from "#contract/field";
import { Refusal } from "#contract/problem";
import type { PublicCard } from "#contract/public";
import type { LiveReport } from "#contract/report";
import { isOfAlerts } from "#domain/alert";
import { isBlind, isOfDepartment, seen } from "#domain/audience";
import { correctionOf } from "#domain/correct";
import { fieldCard } from "#domain/field";
import { publicCard } from "#domain/public";
import { nextReport } from "#domain/report";
import type { Context } from "../context.ts";
import { viewRules } from "../live/view-rules.ts";
import { listNotes } from "../notes/note-rows.ts";
import { listPhotos } from "../photos/read-photo.ts";
import { liveColumns } from "./report-rows.ts";

type Row = LiveReport & {
  archived: boolean;
  channel: string;
  description: string | null;
  duplicateOf: string | null;
  mergedInto: string | null;
};

/** An audience may not be told the channel, but a report has one. */
export type WholeCard = ReportCard & { channel: string };

type Ctx = Pick<Context, "db" | "brigades" | "rules">;

/** As an audience sees it. Refuses `not-found`, also for a report that is there but not for them. */
export async function readCard(
  ctx: Ctx,
  folio: string,
  audience: Audience,
  /** For whoever handed the report in. */
  own = false,
): Promise<ReportCard | FieldCard | PublicCard> {
  const whole = await readWholeCard(ctx, folio);
  const card = whole && (await asSeen(ctx, audience, whole, own));
  if (!card) throw new Refusal("not-found", `folio: there is no report ${folio}`);
  return isBlind(audience) ? withoutVisits(card) : card;
}

/** When a brigade was there, it is said of it where it was (AU11). */
function withoutVisits<Card extends { timeline: { kind: string }[] }>(card: Card): Card {
  const isVisit = ({ kind }: { kind: string }) => kind === "visit-began" || kind === "visit-ended";
  return { ...card, timeline: card.timeline.filter((entry) => !isVisit(entry)) };
}

async function asSeen(ctx: Ctx, audience: Audience, card: ReportCard, own: boolean) {
  const rules = viewRules(ctx);
  if (audience.kind === "public") return publicCard(card, rules.public, own);
  if (!seen(audience, card.report, rules)) return undefined;
  if (audience.kind === "field") return fieldCard(card);
  return audience.department === null ? card : ofDepartment(ctx, audience.department, card);
}

/** Without what is another department's: of its reports not even the folio (AU8). */
async function ofDepartment(ctx: Ctx, department: string, card: ReportCard): Promise<ReportCard> {
  const rules = viewRules(ctx);
  const isTheirs = ({ service }: { service: string }) => isOfDepartment(service, department, rules);
  const named = [card.mergedInto, card.duplicateOf, ...card.timeline.map(({ into }) => into)];
  const rows = await ctx.db.query<{ folio: string; service: string }>(
    "SELECT folio, service FROM reports WHERE folio = ANY ($1)",
    [named.filter((folio) => folio !== null)],
  );
  const theirs = new Set(rows.filter(isTheirs).map(({ folio }) => folio));
  const known = (folio: string | null) => (folio !== null && theirs.has(folio) ? folio : null);
  const own = (service: string | null) => (service !== null && isTheirs({ service }) ? service : null);
  return {
    ...card,
    mergedInto: known(card.mergedInto),
    duplicateOf: known(card.duplicateOf),
    timeline: card.timeline.map((entry) => ({
      ...entry,
      into: known(entry.into),
      correction: entry.correction && {
        ...entry.correction,
        service: entry.correction.service && {
          from: own(entry.correction.service.from),
          to: own(entry.correction.service.to),
        },
      },
    })),
    follows: card.follows && isTheirs(card.follows) ? card.follows : null,
    mergedFrom: card.mergedFrom.filter(isTheirs),
  };
}

/** All that is known of it, held to no audience; undefined when there is none. */
export async function readWholeCard(ctx: Ctx, folio: string): Promise<WholeCard | undefined> {
  const [row] = await ctx.db.query<Row>(
    `SELECT ${liveColumns}, archived, channel, description, duplicate_of AS "duplicateOf", merged_into AS "mergedInto"
       FROM reports WHERE folio = $1`,
    [folio],
  );
  if (!row) return undefined;
  const { archived, channel, description, duplicateOf, mergedInto, ...report } = row;
  return {
    report,
    archived,
    channel,
    description,
    duplicateOf,
    timeline: await readTimeline(ctx, row.id),
    photos: await listPhotos(ctx.db, row.id),
    notes: await listNotes(ctx.db, row.id),
    mergedInto,
    follows: mergedInto === null ? null : ((await lastMergedInto(ctx.db, mergedInto)) ?? null),
    mergedFrom: await listMerged(ctx.db, folio),
  };
}

/** The report that goes on for one that was merged into this one, which may have been merged into another itself, and so on. */
async function lastMergedInto(db: Ctx["db"], folio: string): Promise<LiveReport | undefined> {
  const [report] = await db.query<LiveReport>(
    `WITH RECURSIVE chain AS (
       SELECT r.folio, r.merged_into FROM reports r WHERE r.folio = $1
       UNION SELECT r.folio, r.merged_into FROM chain JOIN reports r ON r.folio = chain.merged_into)
     SELECT ${liveColumns} FROM reports WHERE folio = (SELECT c.folio FROM chain c WHERE c.merged_into IS NULL)`,
    [folio],
  );
  return report;
}

function listMerged(db: Ctx["db"], folio: string): Promise<ReportCard["mergedFrom"]> {
  return db.query(
    `SELECT folio, service, floor(extract(epoch FROM received_at) * 1000)::bigint AS "receivedAt"
       FROM reports WHERE merged_into = $1 ORDER BY received_at, id`,
    [folio],
  );
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
  let report: LiveReport | undefined;
  return rows.flatMap(({ role, actor, actorName, ...row }) => {
    const event = CityEvent.parse(row);
    const before = report;
    report = nextReport(before, event) ?? before;
    return entriesOf(event, before, { role, id: actor }, actorName, ctx);
  });
}

const blank = {
  actor: null,
  actorName: null,
  brigade: null,
  outcome: null,
  reason: null,
  lateReason: null,
  seconds: null,
  note: null,
  into: null,
  undid: null,
  correction: null,
};

/** One line for each thing that happened; an import brings all that its source knew. */
function entriesOf(
  event: CityEvent,
  before: LiveReport | undefined,
  actor: Actor,
  actorName: string | null,
  ctx: Pick<Context, "brigades">,
): TimelineEntry[] {
  const entry = { ...blank, at: event.at, actor, actorName };
  if (isOfPositions(event) || isOfAlerts(event)) return [];
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
    case "report.photographed":
      return [{ ...entry, kind: "photographed" }];
    case "report.arrived":
      return [
        {
          ...entry,
          at: event.body.since,
          kind: "visit-began",
          brigade: ctx.brigades.codeOf(event.body.brigade),
        },
      ];
    case "report.left": {
      const { since: at, seconds, brigade } = event.body;
      return [{ ...entry, at, kind: "visit-ended", brigade: ctx.brigades.codeOf(brigade), seconds }];
    }
    case "report.corrected":
      return [
        { ...entry, kind: "corrected", correction: before ? correctionOf(before, event.body.report) : null },
      ];
    case "report.unassigned":
      return [{ ...entry, kind: "put-back" }];
    case "report.merged":
      return [{ ...entry, kind: "merged", into: event.body.into, reason: event.body.reason }];
    case "report.unmerged":
      return [{ ...entry, kind: "unmerged" }];
    case "report.undone":
      return [{ ...entry, kind: "undone", undid: kindOfUndone[event.body.undid] }];
    case "report.noted":
      return [{ ...entry, kind: "noted", note: event.body.note }];
    case "report.asked":
      return [{ ...entry, kind: "asked", note: event.body.note }];
    case "report.answered":
      return [{ ...entry, kind: "answered", note: event.body.note }];
    case "report.archived":
      return [{ ...entry, kind: "archived" }];
    case "brigade.registered":
    case "person.saved":
    case "credential.issued":
    case "credential.revoked":
    case "report.entered":
    case "report.gone":
    case "report.touched":
    case "brigade.elsewhere":
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

const kindOfUndone = {
  "report.assigned": "assigned",
  "report.travelling": "travelling",
  "report.started": "started",
  "report.closed": "closed",
  "report.reopened": "reopened",
  "report.corrected": "corrected",
  "report.unassigned": "put-back",
  "report.merged": "merged",
  "report.unmerged": "unmerged",
} as const;

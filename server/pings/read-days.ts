/** What a brigade did: by day, and what its positions have meant today. */
import { z } from "zod";
import type { BrigadeDays, BrigadeDoings } from "#contract/card";
import { CityEvent } from "#contract/events";
import { WatchState } from "#contract/watch";
import { localDay } from "#domain/calendar";
import type { Reach } from "#domain/may";
import { startOfDay } from "#domain/wall-time";
import type { Context } from "../context.ts";
import { reachCondition } from "../reports/within-reach.ts";
import { brigadeWithin } from "./read-positions.ts";

const Day = z.iso.date().refine((day) => day >= "1970-01-01", "must not be before 1970");
export const DaysQuery = z
  .strictObject({ from: Day.optional(), to: Day.optional() })
  .refine(({ from, to }) => !from || !to || from <= to, { path: ["to"], error: "must not be before from" });

type Ctx = Pick<Context, "db" | "brigades" | "clock" | "rules">;
const MOST_DAYS = 400;
const MOST_DOINGS = 100;

/** Days from one to another, both included; today unless said. Refuses `not-found`, also for another brigade than one's own. */
export async function readDays(
  ctx: Ctx,
  code: string,
  query: z.infer<typeof DaysQuery>,
  reach: Reach,
): Promise<z.infer<typeof BrigadeDays>> {
  const { id } = brigadeWithin(ctx, code, reach);
  const today = localDay(ctx.clock.now(), ctx.rules.city.timeZone);
  const { to = today, from = to < today ? to : today } = query;
  const days = await ctx.db.query<z.infer<typeof BrigadeDays>["days"][number]>(
    `SELECT day::text AS day, round(metres) AS metres, round(moving_seconds)::integer AS "movingSeconds",
            stop_seconds AS "stopSeconds", stops, fixes
       FROM brigade_days WHERE brigade_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day LIMIT ${MOST_DAYS}`,
    [id, from, to],
  );
  return { brigade: code, days };
}

/** Of reports only what lies in `reports`: the rows that whoever asks may open. */
export async function readDoings(
  ctx: Ctx,
  code: string,
  reach: Reach,
  reports: Reach | undefined,
): Promise<z.infer<typeof BrigadeDoings>> {
  const { id } = brigadeWithin(ctx, code, reach);
  const [watch] = await ctx.db.query<{ silent: boolean; state: unknown }>(
    "SELECT silent, state FROM brigade_watch WHERE brigade_id = $1",
    [id],
  );
  const state = WatchState.parse(watch?.state ?? {});
  const inside = Object.entries(state.sectors)
    .filter(([, presence]) => presence.inside)
    .sort(([, a], [, b]) => b.since - a.since);
  return {
    brigade: code,
    sector: inside[0]?.[0] ?? null,
    atDepot: state.depot?.inside ?? false,
    silent: watch?.silent ?? false,
    today: (await readDays(ctx, code, {}, reach)).days[0] ?? null,
    doings: await doingsSince(
      ctx,
      id,
      startOfDay(ctx.clock.now(), ctx.rules.city.timeZone),
      reports ?? { rows: "brigade", brigade: "" },
    ),
  };
}

type Doing = z.infer<typeof BrigadeDoings>["doings"][number];

async function doingsSince(ctx: Ctx, brigade: number, since: number, reports: Reach): Promise<Doing[]> {
  const mine = reachCondition(ctx, reports, "$3");
  const rows = await ctx.db.query<{ folio: string | null }>(
    `SELECT e.seq, floor(extract(epoch FROM e.at) * 1000)::bigint AS at, e.kind, e.report_id AS "reportId", e.version, e.body,
            r.folio
       FROM events e LEFT JOIN reports r ON r.id = e.report_id
      WHERE e.brigade_id = $1 AND e.at >= $2
        AND e.kind IN ('brigade.entered', 'brigade.left', 'brigade.silent', 'brigade.heard', 'brigade.moving-off-shift',
                       'report.arrived', 'report.left')
        AND (e.report_id IS NULL OR (${mine.sql} AND (e.body->>'brigade')::integer = $1))
      ORDER BY e.seq DESC LIMIT ${MOST_DOINGS}`,
    [brigade, new Date(since).toISOString(), mine.value],
  );
  return rows.map(({ folio, ...row }) => doingOf(CityEvent.parse(row), folio)).reverse();
}

function doingOf(event: CityEvent, folio: string | null): Doing {
  const blank = { code: null, folio, seconds: null };
  switch (event.kind) {
    case "brigade.entered":
    case "brigade.left": {
      const { area, code, since: at } = event.body;
      const seconds = "seconds" in event.body ? event.body.seconds : null;
      const kind = `${area}-${event.kind === "brigade.left" ? "left" : "entered"}` as const;
      return { ...blank, at, kind, code: area === "sector" ? code : null, seconds };
    }
    case "brigade.silent":
      return { ...blank, at: event.body.since, kind: "silent" };
    case "brigade.heard":
      return { ...blank, at: event.body.since, kind: "heard", seconds: event.body.seconds };
    case "brigade.moving-off-shift":
      return { ...blank, at: event.body.since, kind: "moving-off-shift" };
    case "report.arrived":
      return { ...blank, at: event.body.since, kind: "visit-began" };
    case "report.left":
      return { ...blank, at: event.body.since, kind: "visit-ended", seconds: event.body.seconds };
    default:
      throw new Error(`${event.kind} is nothing that positions gave rise to`);
  }
}

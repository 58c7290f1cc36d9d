/** Which reports may be one with another: those around it that are open, or were closed lately. */
import type { z } from "zod";
import type { Duplicates, DuplicatesOf } from "#contract/match";
import { Refusal, wrongField } from "#contract/problem";
import { compareReports, DUPLICATE_DAYS, DUPLICATE_METRES, LIKELY, type Told } from "#domain/duplicate";
import type { Reach } from "#domain/may";
import type { Context } from "../context.ts";
import { reachCondition } from "./within-reach.ts";

type Ctx = Pick<Context, "db" | "rules" | "brigades" | "clock">;
type Line = Omit<Duplicates["candidates"][number], "score" | "reasons"> & { description: string | null };

const DAY = 86_400_000;
/** Whoever calls about what was closed this week means that it was not done, or is back. */
const CLOSED_DAYS = 7;
const MOST_LOOKED_AT = 200;
const MOST = 10;

const lineColumns = `
  r.folio, r.service, r.status, r.sector, r.description, left(r.description, 160) AS text,
  round(ST_X(place)::numeric, 6)::float8 AS lon, round(ST_Y(place)::numeric, 6)::float8 AS lat,
  floor(extract(epoch FROM received_at) * 1000)::bigint AS "receivedAt"`;

/** Of a report that there is. Refuses `not-found`, also for one that is not the asker's. */
export async function findDuplicates(ctx: Ctx, folio: string, reach: Reach): Promise<Duplicates> {
  const own = reachCondition(ctx, reach, "$2");
  const [report] = await ctx.db.query<Line>(
    `SELECT ${lineColumns} FROM reports r WHERE r.folio = $1 AND ${own.sql}`,
    [folio, own.value],
  );
  if (!report) throw new Refusal("not-found", `folio: there is no report ${folio}`);
  return likely(ctx, report, await readNear(ctx, report, reach, folio));
}

/** Of one that is being taken in. Refuses `unknown-service`. */
export async function findDuplicatesOf(
  ctx: Ctx,
  { description, ...place }: z.infer<typeof DuplicatesOf>,
  reach: Reach,
): Promise<Duplicates> {
  const { city } = ctx.rules;
  if (!city.services.some(({ code }) => code === place.service))
    throw wrongField("service", `must be a service of ${city.name}`, "unknown-service");
  const told = { ...place, description: description ?? null, receivedAt: ctx.clock.now() };
  return likely(ctx, told, await readNear(ctx, told, reach, null));
}

function likely({ rules }: Ctx, told: Told, lines: readonly Line[]): Duplicates {
  const candidates = lines
    .map(({ description, ...line }) => ({
      ...line,
      ...compareReports(told, { ...line, description }, rules.city),
    }))
    .filter(({ score }) => score >= LIKELY)
    .sort((a, b) => b.score - a.score || b.receivedAt - a.receivedAt);
  return { candidates: candidates.slice(0, MOST) };
}

/**
 * The nearest first. What was merged into another is left out: that other is the one to merge with. The distance is in degrees of
 * longitude, so that the index of places answers; the score measures it in metres.
 */
async function readNear(ctx: Ctx, told: Told, reach: Reach, except: string | null): Promise<Line[]> {
  const own = reachCondition(ctx, reach, "$8");
  const iso = (at: number) => new Date(at).toISOString();
  return ctx.db.query<Line>(
    `SELECT ${lineColumns}
       FROM reports r
      WHERE ST_DWithin(place, ST_SetSRID(ST_MakePoint($1, $2), 4326), $3)
        AND received_at BETWEEN $4 AND $5
        AND (status <> 'closed' AND NOT archived OR closed_at > $6)
        AND outcome IS DISTINCT FROM 'duplicate' AND r.folio IS DISTINCT FROM $7 AND ${own.sql}
      ORDER BY place <-> ST_SetSRID(ST_MakePoint($1, $2), 4326) LIMIT ${MOST_LOOKED_AT}`,
    [
      told.lon,
      told.lat,
      DUPLICATE_METRES / 111_195 / Math.max(Math.cos((told.lat * Math.PI) / 180), 0.01),
      iso(told.receivedAt - DUPLICATE_DAYS * DAY),
      iso(told.receivedAt + DUPLICATE_DAYS * DAY),
      iso(ctx.clock.now() - CLOSED_DAYS * DAY),
      except,
      own.value,
    ],
  );
}

import { z } from "zod";
import type { Trail } from "#contract/card";
import { Refusal } from "#contract/problem";
import type { Reach } from "#domain/may";
import { cleanTrack } from "#geo/clean-track";
import { sampleSteps } from "#geo/sample-track";
import { simplify } from "#geo/simplify";
import type { RawFix } from "#geo/track";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";

const Minutes = z.coerce.number().int().min(1).max(1440);
/** The database knows no year 0, which ISO 8601 does. */
const Edge = z.iso.datetime({ offset: true }).refine((at) => Date.parse(at) >= 0, "must not be before 1970");
export const TrailQuery = z
  .strictObject({ minutes: Minutes.optional(), from: Edge.optional(), to: Edge.optional() })
  .refine(({ from, to }) => (from === undefined) === (to === undefined), {
    path: ["to"],
    error: "must be named together with from",
  })
  .refine(({ minutes, from }) => minutes === undefined || from === undefined, {
    path: ["minutes"],
    error: "must not be named beside from and to",
  })
  .refine(({ from, to }) => !from || !to || Date.parse(from) < Date.parse(to), {
    path: ["to"],
    error: "must be later than from",
  });
export type TrailQuery = z.infer<typeof TrailQuery>;

const MOST_LATELY = 5000;
/** Points of a period: what a screen is wide. */
const MOST_POINTS = 2000;
/** Steps that are looked up for them: of a day one each 22 s, of three quarters of an hour all. */
const MOST_LOOKED_UP = 4000;
const LEAST_STEP_MS = 500;

/** Where a brigade went, oldest first. Refuses `not-found`, also for another brigade than one's own. */
export async function readTrail(
  ctx: Pick<Context, "db" | "brigades" | "clock">,
  code: string,
  { minutes = 30, from, to }: TrailQuery,
  reach: Reach,
): Promise<z.infer<typeof Trail>> {
  const { id } = brigadeWithin(ctx, code, reach);
  if (from === undefined || to === undefined) {
    const since = ctx.clock.now() - minutes * 60_000;
    return { brigade: code, points: await readNewest(ctx.db, id, since) };
  }
  const fixes = await readPeriod(ctx.db, id, Date.parse(from), Date.parse(to));
  return { brigade: code, points: simplify(cleanTrack(fixes).points, MOST_POINTS) };
}

export function brigadeWithin(ctx: Pick<Context, "brigades">, code: string, reach: Reach): { id: number } {
  const brigade = ctx.brigades.get(code);
  if (!brigade || (reach.rows === "brigade" && reach.brigade !== code))
    throw new Refusal("not-found", `brigade: there is no brigade ${code}`);
  return brigade;
}

/** As they came. */
function readNewest(tx: Tx, brigade: number, since: number): Promise<RawFix[]> {
  return tx.query(
    `SELECT floor(extract(epoch FROM at) * 1000)::bigint AS at, lon, lat
       FROM (SELECT at, lon, lat FROM pings WHERE brigade_id = $1 AND at > $2 ORDER BY at DESC LIMIT ${MOST_LATELY}) newest
      ORDER BY at`,
    [brigade, new Date(since).toISOString()],
  );
}

/** The fixes of a period [from, to), ms, spread evenly over it where there are too many. */
async function readPeriod(tx: Tx, brigade: number, from: number, to: number): Promise<RawFix[]> {
  const step = Math.max(LEAST_STEP_MS, Math.ceil((to - from) / MOST_LOOKED_UP));
  const rows = await tx.rows<[at: number, lon: number, lat: number]>(firstOfEachStep, [
    brigade,
    new Date(from).toISOString(),
    new Date(to).toISOString(),
    `${step} milliseconds`,
  ]);
  const fixes = rows.map(([at, lon, lat]) => ({ at, lon, lat }));
  return sampleSteps(fixes, from, step);
}

/**
 * Looks up the first three fixes of each step by the index, so that a month costs what a day does: for a day of a fix a second the time of
 * a bare read of its rows (`npm run bench -- trail`). Rejected: all of them through a window function (three times that, a
 * sort of 86,400 rows for each reader), and all to Node, which takes still longer to parse them.
 */
export const firstOfEachStep = `
  SELECT (extract(epoch FROM p.at) * 1000)::bigint, p.lon, p.lat
    FROM generate_series($2::timestamptz, $3::timestamptz - interval '1 microsecond', $4::interval) AS step
   CROSS JOIN LATERAL (
     SELECT at, lon, lat FROM pings
      WHERE brigade_id = $1 AND at >= step AND at < least(step + $4::interval, $3) AND at >= $2 AND at < $3
      ORDER BY at LIMIT 3) p
   ORDER BY p.at`;

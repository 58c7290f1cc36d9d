/** The brigades for some reports, the best first: what the rule needs, read from rows, positions and the city. */
import type { z } from "zod";
import type { RankBrigades, RankedBrigades } from "#contract/match";
import { Refusal } from "#contract/problem";
import type { Status } from "#contract/report";
import type { Reach } from "#domain/may";
import { type Crew, type Job, rankBrigades, type Stop } from "#domain/rank-brigades";
import { isOnDuty } from "#domain/shift";
import type { Context } from "../context.ts";
import { isWithinReach, reachCondition } from "../reports/within-reach.ts";
import { StraightLine, type TravelTimes } from "../travel/travel-times.ts";

type Ctx = Pick<Context, "db" | "rules" | "brigades" | "positions" | "clock"> & { travel: TravelTimes };

interface Row {
  folio: string;
  service: string;
  status: Status;
  sector: string | null;
  brigade: number | null;
  lon: number;
  lat: number;
  dueAt: number;
}

/** Where it was two hours ago says no more than where its depot is. */
const POSITION_MS = 2 * 3_600_000;

const rowColumns = `
  r.folio, r.service, r.status, r.sector, r.brigade_id AS brigade, ST_X(place) AS lon, ST_Y(place) AS lat,
  floor(extract(epoch FROM due_at) * 1000)::bigint AS "dueAt"`;

/** Refuses `not-found` for a report that is not the asker's, and `move-not-allowed` for one that is closed. */
export async function rankBrigadesFor(
  ctx: Ctx,
  { folios }: z.infer<typeof RankBrigades>,
  reach: Reach,
): Promise<RankedBrigades> {
  const now = ctx.clock.now();
  const jobs = (await readJobs(ctx, [...new Set(folios)], reach)).map((row) => jobOf(ctx, row));
  await ctx.positions.refresh(ctx.db);
  const stops = await readStops(ctx, folios);
  const crews = crewsOf(ctx, now, stops);
  const { seconds, by } = await ctx.travel.table(
    crews.map(({ place }) => place),
    jobs,
  );
  // Of a brigade's turn of stops only the straight line is asked: it is a guess of hours, made of minutes of work for the most part.
  const line = new StraightLine(ctx.rules);
  const shown = new Set(stops.filter((row) => isWithinReach(ctx, reach, row)).map(({ folio }) => folio));
  return {
    travel: by,
    brigades: rankBrigades(
      now,
      jobs,
      crews.map((crew, i) => ({ ...crew, ways: seconds[i] ?? [] })),
      (from, to) => line.seconds(from, to),
      (folio) => shown.has(folio),
    ),
  };
}

async function readJobs(ctx: Ctx, folios: readonly string[], reach: Reach): Promise<Row[]> {
  const own = reachCondition(ctx, reach, "$2");
  const rows = await ctx.db.query<Row>(
    `SELECT ${rowColumns} FROM reports r WHERE r.folio = ANY ($1) AND ${own.sql}`,
    [folios, own.value],
  );
  const found = new Map(rows.map((row) => [row.folio, row]));
  return folios.map((folio) => {
    const row = found.get(folio);
    if (!row) throw new Refusal("not-found", `folios: there is no report ${folio}`);
    if (row.status === "closed")
      throw new Refusal("move-not-allowed", `folios: report ${folio} is closed and needs no brigade`);
    return row;
  });
}

/** What brigades have to do besides. */
function readStops(ctx: Ctx, except: readonly string[]): Promise<Row[]> {
  return ctx.db.query<Row>(
    `SELECT ${rowColumns} FROM reports r
      WHERE NOT archived AND brigade_id IS NOT NULL AND status IN ('assigned', 'en-route', 'in-progress')
        AND NOT r.folio = ANY ($1)`,
    [except],
  );
}

function serviceOf(ctx: Ctx, code: string) {
  return ctx.rules.city.services.find((service) => service.code === code);
}

/** A service that the city has no more takes as long as most do. */
function stopOf(ctx: Ctx, { folio, status, service, lon, lat, dueAt }: Row): Stop {
  return { folio, status, lon, lat, dueAt, workMinutes: serviceOf(ctx, service)?.workMinutes ?? 30 };
}

function jobOf(ctx: Ctx, row: Row): Job {
  const service = serviceOf(ctx, row.service);
  return {
    ...stopOf(ctx, row),
    // To a crew that gets it, it is a stop like another, whoever has begun it.
    status: "assigned",
    department: service?.department ?? "",
    skills: service?.skills ?? [],
    sector: row.sector,
  };
}

function crewsOf(ctx: Ctx, now: number, stops: readonly Row[]): Omit<Crew, "ways">[] {
  const { city } = ctx.rules;
  const stopsOf = new Map<number, Stop[]>();
  for (const row of stops) {
    if (row.brigade === null) continue;
    const own = stopsOf.get(row.brigade) ?? [];
    stopsOf.set(row.brigade, [...own, stopOf(ctx, row)]);
  }
  return city.brigades
    .filter(({ retired }) => !retired)
    .map(({ code, department, skills, capacity, depot: [lon, lat], shift }) => {
      const id = ctx.brigades.get(code)?.id;
      const fix = id === undefined ? undefined : ctx.positions.get(id);
      const isKnown = fix !== undefined && now - fix.at < POSITION_MS;
      return {
        code,
        department,
        skills,
        capacity,
        place: isKnown ? { lon: fix.lon, lat: fix.lat } : { lon, lat },
        placedAt: isKnown ? fix.at : null,
        sector: ctx.rules.sectorOf(lon, lat),
        onShift: isOnDuty(shift, now, city.timeZone),
        stops: id === undefined ? [] : (stopsOf.get(id) ?? []),
      };
    });
}

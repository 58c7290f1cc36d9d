/** Fixes into the database: one statement for the rows and for the latest positions that they move. */
import type { Tx } from "../db/database.ts";
import type { LatestFix } from "./latest-positions.ts";

/** Rows as a statement takes them: an array literal for each column. */
export interface Columns {
  count: number;
  literals: readonly string[];
  /** The newest of each brigade. As all that is written by rising numbers, so that no two writers wait for each other in a circle. */
  newest: LatestFix[];
  /** Days (UTC, ISO) that they fall on. */
  days: Set<string>;
  /** Some are older than what is known of their brigade: by whoever sent them, or, in ms, because what is older is history. */
  late: boolean;
  movesSince: number | null;
}

const DAY = 86_400_000;
const UNIQUE_VIOLATION = "23505";

/** What was there before `movesSince` (ms) is history, and no marker is moved by it. */
export function columnsOf(
  fixes: readonly LatestFix[],
  movesSince = Number.NEGATIVE_INFINITY,
  late = true,
): Columns {
  const days = new Set<number>();
  const newest = new Map<number, LatestFix>();
  for (const fix of fixes) {
    days.add(Math.floor(fix.at / DAY));
    const known = newest.get(fix.brigade);
    if (fix.at <= movesSince) continue;
    if (!known || fix.at > known.at) newest.set(fix.brigade, fix);
  }
  return {
    count: fixes.length,
    literals: literalsOf(fixes),
    newest: [...newest.values()].sort((a, b) => a.brigade - b.brigade),
    late,
    movesSince: Number.isFinite(movesSince) ? movesSince : null,
    days: new Set([...days].map((day) => new Date(day * DAY).toISOString().slice(0, 10))),
  };
}

/**
 * Writes the fixes, moves the latest positions on and none back, in one statement. Gives back the places among them of those
 * that were there already. Rejected: `json_to_recordset` (half the rate), one INSERT a fix (a thirtieth).
 */
export async function insertFixes(tx: Tx, columns: Columns, now: number): Promise<number[]> {
  return columns.late ? insertLate(tx, columns, now) : insertNewest(tx, columns, now);
}

/**
 * Nothing is older than what is known, so none is there already, unless another server has just taken it: then the statement fails
 * whole and is done again with the question. To ask it of each row costs a tenth of the rate.
 */
async function insertNewest(tx: Tx, columns: Columns, now: number): Promise<number[]> {
  const insert = `WITH ${moved}
     INSERT INTO pings (brigade_id, at, received_at, lon, lat, speed, heading, accuracy, battery)
     SELECT brigade_id, to_timestamp(ms / 1000), to_timestamp($9::float8 / 1000), lon, lat, speed, heading, accuracy, battery
       FROM ${sent} AS s (brigade_id, ms, lon, lat, speed, heading, accuracy, battery) ORDER BY brigade_id, ms`;
  const parameters = [...columns.literals, now, ...newestOf(columns)];
  try {
    await tx.count(insert, parameters);
    return [];
  } catch (error) {
    if (!isRepeated(error)) throw error;
  }
  const added = await tx.count(`${insert} ON CONFLICT DO NOTHING`, parameters);
  return added === columns.count ? [] : readRepeated(tx, columns, now);
}

async function insertLate(tx: Tx, columns: Columns, now: number): Promise<number[]> {
  const [answer] = await tx.query<{ repeated: number[] | null }>(
    `WITH sent AS (
       SELECT * FROM ${sent} WITH ORDINALITY AS s (brigade_id, ms, lon, lat, speed, heading, accuracy, battery, place)
     ), added AS (
       INSERT INTO pings (brigade_id, at, received_at, lon, lat, speed, heading, accuracy, battery)
       SELECT brigade_id, to_timestamp(ms / 1000), to_timestamp($9::float8 / 1000), lon, lat, speed, heading, accuracy, battery
         FROM sent ORDER BY brigade_id, ms
       ON CONFLICT DO NOTHING RETURNING brigade_id, at
     ), ${lateDays} ${moved}
     SELECT CASE WHEN (SELECT count(*) FROM added) < $19 THEN ARRAY(
              SELECT place - 1 FROM (
                SELECT place, row_number() OVER (PARTITION BY s.brigade_id, s.ms ORDER BY place) AS turn, a.at
                  FROM sent s LEFT JOIN added a ON a.brigade_id = s.brigade_id AND a.at = to_timestamp(s.ms / 1000)
              ) t WHERE at IS NULL OR turn > 1)
            END AS repeated`,
    [...columns.literals, now, ...newestOf(columns), columns.count, columns.movesSince],
  );
  return (answer?.repeated ?? []).map(Number);
}

function isRepeated(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION;
}

/** Places of those that an earlier statement wrote, or an earlier place of the same one. */
async function readRepeated(tx: Tx, columns: Columns, now: number): Promise<number[]> {
  const repeated = await tx.rows<[place: number]>(
    `SELECT place - 1 FROM (
       SELECT s.place, row_number() OVER (PARTITION BY s.brigade_id, s.ms ORDER BY s.place) AS turn, p.received_at
         FROM ${sent} WITH ORDINALITY AS s (brigade_id, ms, lon, lat, speed, heading, accuracy, battery, place)
         JOIN pings p ON p.brigade_id = s.brigade_id AND p.at = to_timestamp(s.ms / 1000)
     ) t WHERE turn > 1 OR received_at <> to_timestamp($9::float8 / 1000)`,
    [...columns.literals, now],
  );
  return repeated.map(([place]) => place);
}

/** The fixes, a column a parameter. */
const sent = `unnest($1::integer[], $2::float8[], $3::float8[], $4::float8[], $5::real[], $6::real[], $7::real[], $8::real[])`;

const moved = `moved AS (
       INSERT INTO latest_positions AS l (brigade_id, at, received_at, lon, lat, speed, heading, accuracy, battery, device)
       SELECT brigade_id, to_timestamp(ms / 1000), to_timestamp($9::float8 / 1000), lon, lat, speed, heading, accuracy, battery,
              nullif(device, '')
         FROM unnest($10::integer[], $11::float8[], $12::float8[], $13::float8[], $14::real[], $15::real[], $16::real[],
                     $17::real[], $18::text[]) AS n (brigade_id, ms, lon, lat, speed, heading, accuracy, battery, device)
       ON CONFLICT (brigade_id) DO UPDATE
          SET at = EXCLUDED.at, received_at = EXCLUDED.received_at, lon = EXCLUDED.lon, lat = EXCLUDED.lat,
              speed = EXCLUDED.speed, heading = EXCLUDED.heading, accuracy = EXCLUDED.accuracy,
              battery = EXCLUDED.battery, device = EXCLUDED.device
        WHERE l.at < EXCLUDED.at
     )`;

function newestOf({ newest }: Columns) {
  return [...literalsOf(newest), newest.map(({ device }) => device ?? "")];
}

/** What is older than the latest has been passed over by whoever counts the days. A tenth of the statement, so only where some is. */
const lateDays = `late AS (
       INSERT INTO days_to_count (brigade_id, day, fixes)
       SELECT DISTINCT a.brigade_id, (a.at AT TIME ZONE 'UTC')::date, true
         FROM added a LEFT JOIN latest_positions l USING (brigade_id)
        WHERE a.at <= greatest(l.at, to_timestamp($20::float8 / 1000))
     ),`;

/** As text, which the driver hands on as it is: it would quote each number of an array. */
function literalsOf(fixes: readonly LatestFix[]): string[] {
  const column = (value: (fix: LatestFix) => number | null) =>
    `{${fixes.map((fix) => value(fix) ?? "NULL").join(",")}}`;
  return [
    column((fix) => fix.brigade),
    column((fix) => fix.at),
    column((fix) => fix.lon),
    column((fix) => fix.lat),
    column((fix) => thousandths(fix.speed)),
    column((fix) => thousandths(fix.heading)),
    column((fix) => thousandths(fix.accuracy)),
    column((fix) => thousandths(fix.battery)),
  ];
}

/** Finer than any receiver; and `real` refuses what it cannot tell from zero (1e-46). */
function thousandths(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}

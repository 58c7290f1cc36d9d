/** Takes in positions: validated, committed in one go, folded into the latest position of each brigade. */
import type { Ping } from "#contract/positions";
import { Refusal } from "#contract/problem";
import type { Reach } from "#domain/may";
import { type DroppedBecause, whyDropped } from "#geo/track";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { ensurePartitions } from "./partitions.ts";

export interface Ingested {
  accepted: number;
  /** Fixes that were there already. */
  repeated: number;
  dropped: Partial<Record<DroppedBecause, number>>;
}

export interface PingRow {
  brigade_id: number;
  at: string;
  lon: number;
  lat: number;
  speed: number | null;
  heading: number | null;
  accuracy: number | null;
  battery: number | null;
}

/**
 * Resolves when the fixes are committed. A fix that cannot be true is dropped and counted by reason; a late one fills
 * the trail but never moves a marker back. Refuses `unknown-brigade`, and then stores nothing of the batch.
 */
export async function ingestPings(
  ctx: Pick<Context, "db" | "clock" | "brigades">,
  pings: readonly Ping[],
  reach: Reach,
): Promise<Ingested> {
  const now = ctx.clock.now();
  const dropped: Ingested["dropped"] = {};
  const rows = new Map<string, PingRow>();
  for (const [i, ping] of pings.entries()) {
    const brigade = ctx.brigades.get(ping.brigade);
    // A brigade that is not one's own is told from none by nobody.
    if (!brigade || (reach.rows === "brigade" && reach.brigade !== ping.brigade))
      throw new Refusal(
        "unknown-brigade",
        `positions.${i}.brigade: ${ping.brigade} is not a brigade for which you may send`,
      );
    const at = Date.parse(ping.at);
    const because = whyDropped({ at, lon: ping.lon, lat: ping.lat }, now);
    if (because) {
      dropped[because] = (dropped[because] ?? 0) + 1;
      continue;
    }
    rows.set(`${brigade.id} ${at}`, {
      brigade_id: brigade.id,
      at: new Date(at).toISOString(),
      lon: ping.lon,
      lat: ping.lat,
      speed: thousandths(ping.speed),
      heading: thousandths(ping.heading),
      accuracy: thousandths(ping.accuracy),
      battery: thousandths(ping.battery),
    });
  }
  if (rows.size === 0) return { accepted: 0, repeated: 0, dropped };
  const list = [...rows.values()];
  await ensurePartitions(
    ctx.db,
    list.map((row) => row.at),
  );
  const accepted = await ctx.db.transaction((tx) => savePings(tx, list, now));
  const usable = pings.length - Object.values(dropped).reduce((sum, n) => sum + n, 0);
  return { accepted, repeated: usable - accepted, dropped };
}

/** Finer than any receiver; and `real` refuses what it cannot tell from zero (1e-46). */
function thousandths(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value * 1000) / 1000;
}

/** Writes the fixes and moves the latest positions on; gives back how many were new. */
export async function savePings(tx: Tx, rows: readonly PingRow[], now: number): Promise<number> {
  const added = await insertPings(tx, rows, now);
  await moveLatest(tx, rows, now);
  return added;
}

/** Writes the fixes and nothing else; gives back how many were new. */
export async function insertPings(tx: Tx, rows: readonly PingRow[], now: number): Promise<number> {
  // In one order, so that two senders of the same fixes never wait for each other.
  const added = await tx.query(
    `INSERT INTO pings (brigade_id, at, received_at, lon, lat, speed, heading, accuracy, battery)
     SELECT brigade_id, at, $2, lon, lat, speed, heading, accuracy, battery
       FROM json_to_recordset($1::json) AS p (${pingColumns})
      ORDER BY brigade_id, at
     ON CONFLICT DO NOTHING RETURNING 1`,
    [JSON.stringify(rows), new Date(now).toISOString()],
  );
  return added.length;
}

/** Moves the latest positions on, and none back. */
export async function moveLatest(tx: Tx, rows: readonly PingRow[], now: number): Promise<void> {
  await tx.query(
    `INSERT INTO latest_positions AS l (brigade_id, at, received_at, lon, lat, speed, heading, battery)
     SELECT DISTINCT ON (brigade_id) brigade_id, at, $2::timestamptz, lon, lat, speed, heading, battery
       FROM json_to_recordset($1::json) AS p (${pingColumns})
      ORDER BY brigade_id, at DESC
     ON CONFLICT (brigade_id) DO UPDATE
        SET at = EXCLUDED.at, received_at = EXCLUDED.received_at, lon = EXCLUDED.lon, lat = EXCLUDED.lat,
            speed = EXCLUDED.speed, heading = EXCLUDED.heading, battery = EXCLUDED.battery
      WHERE l.at < EXCLUDED.at`,
    [JSON.stringify(rows), new Date(now).toISOString()],
  );
}

const pingColumns =
  "brigade_id integer, at timestamptz, lon float8, lat float8, speed real, heading real, accuracy real, battery real";

/** Where all brigades were over some hours, some seconds apart: for whoever plays the past. */
import type { Track, Tracks } from "#contract/tracks";
import type { Tx } from "../db/database.ts";

/** Seconds between two fixes of a brigade: at the fastest playing nobody sees more. */
const STEP_S = 10;

/**
 * The first fix of each brigade in each step of [from, until), ms. For each brigade by the index; through the days' partitions alone it
 * would read whatever anybody sent.
 */
export async function readTracks(
  tx: Tx,
  { from, until, brigade }: { from: number; until: number; brigade: number | null },
): Promise<Tracks> {
  const rows = await tx.rows<[brigade: number, at: number, lon: number, lat: number, heading: number | null]>(
    `SELECT b.id, p.at, p.lon, p.lat, p.heading
       FROM brigades b
      CROSS JOIN LATERAL (
        SELECT DISTINCT ON (floor(extract(epoch FROM at) / ${STEP_S}))
               floor(extract(epoch FROM at) * 1000)::bigint AS at, lon, lat, heading
          FROM pings WHERE brigade_id = b.id AND pings.at >= $1 AND pings.at < $2
         ORDER BY floor(extract(epoch FROM pings.at) / ${STEP_S}), pings.at) p
      WHERE $3::integer IS NULL OR b.id = $3
      ORDER BY b.id, p.at`,
    [new Date(from).toISOString(), new Date(until).toISOString(), brigade],
  );
  const tracks: Track[] = [];
  for (let start = 0; start < rows.length; ) {
    const id = rows[start]?.[0] ?? 0;
    let end = start;
    while (rows[end]?.[0] === id) end++;
    const own = rows.slice(start, end);
    tracks.push({
      brigade: id,
      at: Float64Array.from(own, (row) => row[1]),
      lon: Float64Array.from(own, (row) => row[2]),
      lat: Float64Array.from(own, (row) => row[3]),
      heading: Float32Array.from(own, (row) => row[4] ?? Number.NaN),
    });
    start = end;
  }
  return { from, tracks };
}

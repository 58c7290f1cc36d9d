/** Snapshots that are kept, from which any minute after them is told by few events. */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { z } from "zod";
import type { LiveCity } from "#domain/fold";
import { cityCodes } from "#domain/report-table";
import { decodeHead, decodeSnapshot } from "#domain/snapshot";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { readSnapshot } from "../live/read-snapshot.ts";

type Ctx = Pick<Context, "db" | "rules" | "clock" | "brigades">;

/** Codes of the lists whose places the columns hold. */
const Lists = z.object({
  services: z.array(z.object({ code: z.string() })),
  sectors: z.array(z.object({ code: z.string() })),
  reasons: z.array(z.object({ code: z.string() })),
});

/** Keeps the city as it is now. False when it has just been changed, and our lists are not those of the snapshot. */
export async function takeCheckpoint(ctx: Ctx): Promise<boolean> {
  const bytes = await readSnapshot(ctx, { kind: "ops", department: null });
  const { cursor, at, city } = decodeHead(bytes);
  const { city: now, fingerprint } = ctx.rules.now;
  if (city !== fingerprint) return false;
  const codes = (list: readonly { code: string }[]) => list.map(({ code }) => ({ code }));
  const lists = { services: codes(now.services), sectors: codes(now.sectors), reasons: codes(now.reasons) };
  await ctx.db.query(
    `INSERT INTO checkpoints (cursor, at, city, lists, bytes) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (cursor) DO NOTHING`,
    [cursor, new Date(at).toISOString(), city, JSON.stringify(lists), await promisify(gzip)(bytes)],
  );
  return true;
}

/** Place and time of the newest; undefined while there is none. */
export async function newestCheckpoint(tx: Tx): Promise<{ cursor: number; at: number } | undefined> {
  const [row] = await tx.query<{ cursor: number; at: number }>(
    `SELECT cursor, floor(extract(epoch FROM at) * 1000)::bigint AS at
       FROM checkpoints ORDER BY cursor DESC LIMIT 1`,
  );
  return row;
}

/** When the first after an instant was taken, ms, rounded up: from then on minutes can be told again. */
export async function firstCheckpointAfter(tx: Tx, at: number): Promise<number | undefined> {
  const [row] = await tx.query<{ at: number | null }>(
    "SELECT ceil(extract(epoch FROM min(at)) * 1000)::bigint AS at FROM checkpoints WHERE at > $1",
    [new Date(at).toISOString()],
  );
  return row?.at ?? undefined;
}

interface Row {
  city: string;
  lists: unknown;
  bytes: Buffer;
}

/** The city of the last checkpoint that is not later than an instant, by the lists that it had then; undefined when there is none. */
export async function checkpointBefore(tx: Tx, at: number): Promise<LiveCity | undefined> {
  const [row] = await tx.query<Row>(
    "SELECT city, lists, bytes FROM checkpoints WHERE at <= $1 ORDER BY cursor DESC LIMIT 1",
    [new Date(at).toISOString()],
  );
  if (!row) return undefined;
  // A copy of its own: a buffer of Node's pool begins anywhere, and columns must not.
  const bytes = Uint8Array.from(await promisify(gunzip)(row.bytes));
  return decodeSnapshot(bytes, cityCodes(Lists.parse(row.lists)), row.city);
}

/** Drops what no minute that is kept is told from: all that are older, but for the newest of those. */
export function pruneCheckpoints(tx: Tx, before: number): Promise<number> {
  return tx.count(
    "DELETE FROM checkpoints WHERE cursor < (SELECT max(cursor) FROM checkpoints WHERE at <= $1)",
    [new Date(before).toISOString()],
  );
}

/** Alerts of brigades on duty: not heard of, and outside the sectors that are theirs. */
import type { Actor } from "#contract/actor";
import type { AlertKind } from "#contract/alerts";
import { WatchState } from "#contract/watch";
import { ruleFor } from "#domain/alert-rules";
import { isOffSector, offSectorSince } from "#domain/off-sector";
import { isOnDuty, onDutySince } from "#domain/shift";
import { SILENT_MS } from "#domain/watch";
import { alertAbout } from "#server/alerts/alert-rows";
import { type Found, reconcileAlerts } from "#server/alerts/reconcile-alerts";
import type { Context } from "#server/context";
import type { Tx } from "#server/db/database";
import type { Job } from "#server/queue/runner";

const sweeper: Actor = { role: "system", id: "raise-brigade-alerts" };
const kinds = ["brigade-silent", "brigade-off-sector"] as const satisfies readonly AlertKind[];
const MINUTE = 60_000;

/** From what is known of each brigade by its positions (`watch-brigades`), which has told of it already when it was over. */
export const raiseBrigadeAlerts: Job = {
  name: "raise-brigade-alerts",
  every: 10,
  run: (ctx) => reconcileAlerts(ctx, sweeper, kinds, (tx, now) => find(ctx, tx, now)),
};

interface Row {
  brigade: number;
  silent: boolean;
  state: WatchState;
  /** When it was heard, and where; null for one that never was. */
  at: number | null;
  lon: number | null;
  lat: number | null;
}

async function find(ctx: Context, tx: Tx, now: number): Promise<Found[]> {
  const { alerts, brigades, sectors, timeZone } = ctx.rules.city;
  const rows = await readWatched(tx);
  const files = new Map(brigades.map((brigade) => [brigade.code, brigade]));
  const everywhere = sectors.map(({ code }) => code);
  const onDuty = rows.flatMap((row) => {
    const file = files.get(ctx.brigades.codeOf(row.brigade) ?? "");
    return file && !file.retired && isOnDuty(file.shift, now, timeZone) ? [{ ...row, file }] : [];
  });
  type OnDuty = (typeof onDuty)[number];
  const found = (kind: AlertKind, { brigade, lon, lat, file }: OnDuty, since: number): Found[] => {
    const { department, shift } = file;
    const rule = ruleFor(alerts, kind, { department, service: null });
    const wait = (rule?.threshold ?? 0) * MINUTE;
    // Whoever has just begun has not been away for long.
    if (!rule || now - since < wait || !isOnDuty(shift, now - wait, timeZone)) return [];
    const { quietMinutes } = rule;
    const subject = `brigade:${brigade}`;
    return [{ ...alertAbout({ brigade, lon, lat }), kind, subject, department, since, quietMinutes }];
  };
  const ownOf = ({ file: { code, department } }: OnDuty) =>
    ruleFor(alerts, "brigade-off-sector", { department, service: null })?.sectors?.[code] ?? everywhere;
  // Where a silent one is, nobody knows.
  const outside = onDuty.filter(
    (row) =>
      !row.silent && row.at !== null && row.at >= now - SILENT_MS && isOffSector(row.state, ownOf(row)),
  );
  const left = await readLeft(
    tx,
    outside.map(({ brigade }) => brigade),
  );
  return [
    ...onDuty
      .filter(({ silent, at }) => silent || at === null)
      .flatMap((row) =>
        found("brigade-silent", row, row.at ?? onDutySince(row.file.shift, now, timeZone) ?? now),
      ),
    ...outside.flatMap((row) => {
      const since = offSectorSince(row.state, ownOf(row), left.get(row.brigade) ?? []);
      return since === undefined ? [] : found("brigade-off-sector", row, since);
    }),
  ];
}

/** Those that were heard, and those with a device that never was. A crew without any is not waited for. */
async function readWatched(tx: Tx): Promise<Row[]> {
  const rows = await tx.query<Omit<Row, "state"> & { state: unknown }>(
    `SELECT b.id AS brigade, coalesce(w.silent, false) AS silent, coalesce(w.state, '{}') AS state, l.lon, l.lat,
            floor(extract(epoch FROM l.at) * 1000)::bigint AS at
       FROM brigades b
            LEFT JOIN latest_positions l ON l.brigade_id = b.id
            LEFT JOIN brigade_watch w ON w.brigade_id = b.id
      WHERE l.brigade_id IS NOT NULL
         OR EXISTS (SELECT 1 FROM credentials c
                     WHERE c.brigade_id = b.id AND c.kind = 'device' AND c.revoked_at IS NULL)
      ORDER BY 1`,
  );
  return rows.map((row) => ({ ...row, state: WatchState.parse(row.state) }));
}

/** What each has left last; whoever goes to and fro among the sectors of others has left many. */
async function readLeft(tx: Tx, brigades: readonly number[]): Promise<Map<number, Left[]>> {
  const left = new Map<number, Left[]>();
  if (brigades.length === 0) return left;
  const rows = await tx.query<Left & { brigade: number }>(
    `SELECT b.id AS brigade, e.area, e.code, e.since
       FROM unnest($1::integer[]) AS b (id),
            LATERAL (SELECT body->>'area' AS area, body->>'code' AS code, (body->>'since')::bigint AS since FROM events
                      WHERE brigade_id = b.id AND kind = 'brigade.left' ORDER BY seq DESC LIMIT 20) e`,
    [brigades],
  );
  for (const { brigade, ...one } of rows) left.set(brigade, [...(left.get(brigade) ?? []), one]);
  return left;
}

interface Left {
  area: "sector" | "depot";
  code: string;
  since: number;
}

/**
 * The columns of the live reports out of SQL, made by the database: with a row for each of 100,000 reports this process would parse 1.7
 * million values, and be deaf to everybody else for half a second.
 */
import { alerts, outcomes, statuses } from "#contract/report";
import { numberOfFolio } from "#domain/folio";
import {
  type ColumnName,
  type Columns,
  columnTypes,
  mapColumns,
  NONE_8,
  NONE_16,
} from "#domain/report-table";
import type { CityRules } from "../context.ts";
import type { Tx } from "../db/database.ts";

/** Places in these lists: $2 to $7. */
const lists = ({ city }: CityRules) => [
  city.services.map(({ code }) => code),
  city.sectors.map(({ code }) => code),
  city.reasons.map(({ code }) => code),
  statuses,
  alerts,
  outcomes,
];

/** What each column holds, as an integer. A code that the city has no more is none. */
const values: Record<Exclude<ColumnName, "folio">, string> = {
  id: "id",
  version: "version",
  lon: "round(ST_X(place) * 1e6)",
  lat: "round(ST_Y(place) * 1e6)",
  receivedAt: "floor(extract(epoch FROM received_at))",
  promisedAt: "floor(extract(epoch FROM promised_at))",
  dueAt: "floor(extract(epoch FROM due_at))",
  closedAt: "coalesce(floor(extract(epoch FROM closed_at)), 0)",
  service: `coalesce(array_position($2::text[], service) - 1, ${NONE_16})`,
  sector: `coalesce(array_position($3::text[], sector) - 1, ${NONE_16})`,
  brigade: `coalesce(brigade_id, ${NONE_16})`,
  status: "array_position($5::text[], status) - 1",
  alert: "array_position($6::text[], alert) - 1",
  reopenings: "reopenings",
  outcome: "CASE WHEN outcome IS NULL THEN 0 ELSE array_position($7::text[], outcome) END",
  reason: `coalesce(array_position($4::text[], reason) - 1, ${NONE_8})`,
};
type Sent = keyof typeof values;
const names = Object.keys(values) as Sent[];

/** The last bytes of the integer, the highest first; the lowest come first in memory. */
const parts = names.map((name) => {
  const bytes = columnTypes[name].BYTES_PER_ELEMENT;
  return `string_agg(substring(int8send((${values[name]})::bigint) FROM ${9 - bytes}), '') AS "${name}"`;
});

const aggregate = (condition: string) => `
  SELECT count(*) AS count, string_agg(folio, ' ') AS folio, ${parts.join(", ")}
    FROM (SELECT id, folio, version, place, received_at, promised_at, due_at, closed_at, service, sector, brigade_id,
                 status, alert, reopenings, outcome, reason
            FROM reports r WHERE NOT archived AND ${condition} ORDER BY id) AS live`;

/**
 * Of the reports that `condition` lets pass, those with the lowest ids first, as many as `count`.
 * @param condition SQL on `reports r`, with `$1` for `value`
 * @throws Error for a row with a status, an alert or an outcome that is none
 */
export async function readColumns(
  tx: Tx,
  rules: CityRules,
  condition: string,
  value: unknown,
): Promise<{ columns: Columns; count: number }> {
  type Row = Record<Sent, Buffer | null> & { count: number; folio: string | null };
  const [row] = await tx.query<Row>(aggregate(condition), [value, ...lists(rules)]);
  if (!row) throw new Error("an aggregate gave no row");
  const folios = row.folio?.split(" ") ?? [];
  if (folios.length !== row.count) throw new Error("a report's row holds a folio that is none");
  const columns = mapColumns((name) =>
    name === "folio"
      ? Float64Array.from(folios, (folio) => numberOfFolio(folio) ?? 0)
      : columnOf(name, row[name], row.count),
  );
  return { columns, count: row.count };
}

function columnOf(name: Sent, sent: Buffer | null, count: number): Columns[Sent] {
  const type = columnTypes[name];
  // A buffer of its own, where any array may begin.
  const bytes = Buffer.from(new ArrayBuffer(type.BYTES_PER_ELEMENT * count));
  // An integer that is null is left out.
  if ((sent?.length ?? 0) !== bytes.length) throw new Error(`a report's row holds a ${name} that is none`);
  sent?.copy(bytes);
  if (type.BYTES_PER_ELEMENT === 4) bytes.swap32();
  if (type.BYTES_PER_ELEMENT === 2) bytes.swap16();
  return new type(bytes.buffer);
}

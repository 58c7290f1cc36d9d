/** The snapshot as bytes, both ways. Little-endian; the form is described by SN1…SN4 in contract/SPEC.md. */
import { PROTOCOL } from "#contract/live";
import { alerts, outcomes, statuses } from "#contract/report";
import { SnapshotHead } from "#contract/snapshot";
import type { LiveCity } from "./fold.ts";
import { folioCount } from "./folio.ts";
import {
  type CityCodes,
  type ColumnName,
  type Columns,
  columnNames,
  columnTypes,
  mapColumns,
  ReportTable,
  whenNotTold,
} from "./report-table.ts";

const MAGIC = 0x31445543; // "CUD1"
const align = (bytes: number) => (bytes + 7) & ~7;

/** The columns that the head names, and no others. */
export function encodeSnapshot(head: SnapshotHead, columns: Columns): Uint8Array<ArrayBuffer> {
  const told = columnNames.filter((name) => head.columns.includes(name));
  const json = new TextEncoder().encode(JSON.stringify(head));
  let size = align(8 + json.length);
  for (const name of told) size += align(columnTypes[name].BYTES_PER_ELEMENT * head.count);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, json.length, true);
  bytes.set(json, 8);
  let offset = align(8 + json.length);
  for (const name of told) {
    const column = columns[name].subarray(0, head.count);
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset);
    offset += align(column.byteLength);
  }
  return bytes;
}

/**
 * The live city that a snapshot holds. The columns are views on `bytes`, which must not be used for anything else.
 * @throws SnapshotError naming what is wrong: not a snapshot, another protocol, another city, cut short, impossible rows
 */
export function decodeSnapshot(
  bytes: Uint8Array<ArrayBuffer>,
  codes: CityCodes,
  cityFingerprint: string,
): LiveCity {
  const head = decodeHead(bytes);
  if (head.city !== cityFingerprint) throw new SnapshotError("the city's files have changed", "other-city");
  const told = new Set(head.columns);
  if (head.columns.join() !== columnNames.filter((name) => told.has(name)).join())
    throw new SnapshotError("the snapshot has other columns, or in another order", "malformed");
  let offset = align(8 + headLength(bytes));
  const columns = mapColumns((name) => {
    const type = columnTypes[name];
    if (!told.has(name)) return untold(name, head.count);
    const length = type.BYTES_PER_ELEMENT * head.count;
    if (offset + length > bytes.byteLength) throw new SnapshotError("the snapshot is cut short", "malformed");
    const column = new type(bytes.buffer, bytes.byteOffset + offset, head.count);
    offset += align(length);
    return column;
  });
  if (offset !== bytes.byteLength)
    throw new SnapshotError("the snapshot is longer than it says", "malformed");
  return {
    log: head.log,
    audience: head.audience,
    cursor: head.cursor,
    reports: tableOf(codes, columns, head.count),
    brigades: byId(head.brigades),
    elsewhere: new Map(head.elsewhere),
    alerts: byId(head.alerts),
    warnings: byId(head.warnings),
    warningsUnreadSince: head.warningsUnreadSince,
    unknownEvents: 0,
  };
}

function byId<T extends { id: number }>(rows: readonly T[]): Map<number, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** A column that is not on the wire. Without any other than those that an audience may lack, there are no reports. */
function untold(name: ColumnName, count: number): Columns[ColumnName] {
  const none = whenNotTold[name];
  if (none === undefined) throw new SnapshotError(`the snapshot has no column ${name}`, "malformed");
  return new columnTypes[name](count).fill(none);
}

/** What a row could not be read with is found now and not when somebody opens the report. */
function tableOf(codes: CityCodes, columns: Columns, count: number): ReportTable {
  const { folio, status, alert, outcome } = columns;
  for (let row = 0; row < count; row++) {
    const number = folio[row] ?? -1;
    const possible =
      Number.isInteger(number) &&
      number >= 0 &&
      number < folioCount &&
      (status[row] ?? 0) < statuses.length &&
      (alert[row] ?? 0) < alerts.length &&
      (outcome[row] ?? 0) <= outcomes.length;
    if (!possible) throw new SnapshotError(`row ${row} of the snapshot is no report`, "malformed");
  }
  const table = new ReportTable(codes, columns, count);
  if (table.ids !== count) throw new SnapshotError("the snapshot holds a report twice", "malformed");
  return table;
}

export class SnapshotError extends Error {
  readonly code: "malformed" | "other-city" | "unsupported-protocol";
  constructor(message: string, code: "malformed" | "other-city" | "unsupported-protocol") {
    super(message);
    this.code = code;
  }
}

function headLength(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
}

export function decodeHead(bytes: Uint8Array<ArrayBuffer>): SnapshotHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 8 || view.getUint32(0, true) !== MAGIC)
    throw new SnapshotError("the answer is not a snapshot", "malformed");
  if (bytes.byteOffset % 8 !== 0)
    throw new SnapshotError("the snapshot must begin at a multiple of 8 bytes", "malformed");
  const length = headLength(bytes);
  if (8 + length > bytes.byteLength) throw new SnapshotError("the snapshot is cut short", "malformed");
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw new SnapshotError("the head of the snapshot is not JSON", "malformed");
  }
  const head = SnapshotHead.safeParse(json);
  if (!head.success) throw new SnapshotError("the head of the snapshot has another form", "malformed");
  if (head.data.protocol !== PROTOCOL)
    throw new SnapshotError(
      `the snapshot speaks protocol ${head.data.protocol}, not ${PROTOCOL}`,
      "unsupported-protocol",
    );
  return head.data;
}

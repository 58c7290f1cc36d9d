/**
 * The live reports as columns: 100,000 of them are 17 typed arrays, not 100,000 objects, so that a snapshot is ready
 * without parsing and a layer reads it without copying. Rows are in no order: a report that leaves gives its row to the
 * last one. `changes` goes up with every change, for readers that redraw.
 */
import { alerts, type LiveReport, outcomes, statuses } from "#contract/report";
import { type Digest, mix } from "./digest.ts";
import { folioOf, numberOfFolio } from "./folio.ts";

/** Name and array of each column, widest first; the order is that of the wire (SN2). */
export const columnTypes = {
  folio: Float64Array,
  id: Uint32Array,
  version: Uint32Array,
  /** Micro-degrees. */
  lon: Int32Array,
  lat: Int32Array,
  /** Seconds since 1970. */
  receivedAt: Uint32Array,
  promisedAt: Uint32Array,
  dueAt: Uint32Array,
  /** 0 = not closed. */
  closedAt: Uint32Array,
  service: Uint16Array,
  sector: Uint16Array,
  brigade: Uint16Array,
  status: Uint8Array,
  alert: Uint8Array,
  reopenings: Uint8Array,
  /** Index in `outcomes` plus 1; 0 = none. */
  outcome: Uint8Array,
  reason: Uint8Array,
} as const;

/** Columns that an audience may not be told (AU4), and what they hold then. */
export const whenNotTold: Partial<Record<ColumnName, number>> = { brigade: 0xffff };

export type ColumnName = keyof typeof columnTypes;
export type Columns = { [N in ColumnName]: InstanceType<(typeof columnTypes)[N]> };
export const columnNames = Object.keys(columnTypes) as ColumnName[];

/** What `service`, `sector` and `brigade` hold for "none", and `reason`. */
export const NONE_16 = 0xffff;
export const NONE_8 = 0xff;

export class ReportTable {
  columns: Columns;
  count: number;
  changes = 0;
  readonly codes: CityCodes;
  private readonly rows = new Map<number, number>();
  private sum = 0;

  constructor(codes: CityCodes, columns: Columns = emptyColumns(1024), count = 0) {
    this.codes = codes;
    this.columns = columns;
    this.count = count;
    const { id, version } = columns;
    for (let row = 0; row < count; row++) {
      const key = id[row] ?? 0;
      this.rows.set(key, row);
      this.sum += mix(key, version[row] ?? 0);
    }
  }

  /** Another table that holds the same; what becomes of either is nothing to the other. */
  copy(): ReportTable {
    const room = Math.max(64, this.count + (this.count >> 3));
    const columns = mapColumns((name) => {
      const column = new columnTypes[name](room);
      column.set(this.columns[name].subarray(0, this.count));
      return column;
    });
    return new ReportTable(this.codes, columns, this.count);
  }

  /** Row of a report, or undefined. Rows move: never keep one across a change. */
  rowOf(id: number): number | undefined {
    return this.rows.get(id);
  }

  /** How many different reports there are: as many as rows, unless the columns that it was made of are broken. */
  get ids(): number {
    return this.rows.size;
  }

  get digest(): Digest {
    return { count: this.count, sum: this.sum };
  }

  get(id: number): LiveReport | undefined {
    const row = this.rows.get(id);
    return row === undefined ? undefined : this.at(row);
  }

  /** The report in a row, 0 ≤ row < count. */
  at(row: number): LiveReport {
    const read = (name: ColumnName) => this.columns[name][row] ?? 0;
    const brigade = read("brigade");
    const outcome = read("outcome");
    const closedAt = read("closedAt");
    return {
      id: read("id"),
      folio: folioOf(read("folio")),
      service: this.codes.service.codeOf(read("service")) ?? "unknown",
      lon: read("lon") / 1e6,
      lat: read("lat") / 1e6,
      sector: this.codes.sector.codeOf(read("sector")),
      status: statuses[read("status")] ?? "received",
      version: read("version"),
      receivedAt: read("receivedAt") * 1000,
      promisedAt: read("promisedAt") * 1000,
      dueAt: read("dueAt") * 1000,
      brigade: brigade === NONE_16 ? null : brigade,
      alert: alerts[read("alert")] ?? "none",
      reopenings: read("reopenings"),
      outcome: outcome === 0 ? null : (outcomes[outcome - 1] ?? null),
      reason: this.codes.reason.codeOf(read("reason")),
      closedAt: closedAt === 0 ? null : closedAt * 1000,
    };
  }

  /** Adds a report or puts it in place of the one with the same id. */
  set(report: LiveReport): void {
    let row = this.rows.get(report.id);
    if (row === undefined) {
      row = this.count;
      if (row === this.columns.id.length) this.columns = grown(this.columns, Math.max(64, row * 2));
      this.rows.set(report.id, row);
      this.count++;
    } else {
      this.sum -= mix(report.id, this.columns.version[row] ?? 0);
    }
    this.sum += mix(report.id, report.version);
    this.changes++;
    this.write(row, report);
  }

  /** Takes a report out; does nothing when it is not there. */
  delete(id: number): void {
    const row = this.rows.get(id);
    if (row === undefined) return;
    this.sum -= mix(id, this.columns.version[row] ?? 0);
    this.rows.delete(id);
    this.count--;
    this.changes++;
    const last = this.count;
    if (row === last) return;
    for (const name of columnNames) this.columns[name][row] = this.columns[name][last] ?? 0;
    this.rows.set(this.columns.id[row] ?? 0, row);
  }

  private write(row: number, report: LiveReport): void {
    const { columns: c, codes } = this;
    c.folio[row] = numberOfFolio(report.folio) ?? 0;
    c.id[row] = report.id;
    c.version[row] = report.version;
    c.lon[row] = Math.round(report.lon * 1e6);
    c.lat[row] = Math.round(report.lat * 1e6);
    c.receivedAt[row] = Math.floor(report.receivedAt / 1000);
    c.promisedAt[row] = Math.floor(report.promisedAt / 1000);
    c.dueAt[row] = Math.floor(report.dueAt / 1000);
    c.closedAt[row] = report.closedAt === null ? 0 : Math.floor(report.closedAt / 1000);
    c.service[row] = codes.service.indexOf(report.service);
    c.sector[row] = codes.sector.indexOf(report.sector);
    c.brigade[row] = report.brigade ?? NONE_16;
    c.status[row] = statuses.indexOf(report.status);
    c.alert[row] = alerts.indexOf(report.alert);
    c.reopenings[row] = report.reopenings;
    c.outcome[row] = report.outcome === null ? 0 : outcomes.indexOf(report.outcome) + 1;
    c.reason[row] = codes.reason.indexOf(report.reason);
  }
}

export function emptyColumns(capacity: number): Columns {
  return mapColumns((name) => new columnTypes[name](capacity));
}

/** Columns made one by one; the single place that ties each name to its array type. */
export function mapColumns(make: (name: ColumnName) => Columns[ColumnName]): Columns {
  return Object.fromEntries(columnNames.map((name) => [name, make(name)])) as Columns;
}

function grown(columns: Columns, capacity: number): Columns {
  return mapColumns((name) => {
    const wider = new columnTypes[name](capacity);
    wider.set(columns[name]);
    return wider;
  });
}

/** Codes of one list of the city and their places in it, both ways. */
export class CodeList {
  private readonly codes: readonly string[];
  private readonly none: number;
  private readonly places: Map<string, number>;

  constructor(codes: readonly string[], none: number) {
    this.codes = codes;
    this.none = none;
    this.places = new Map(codes.map((code, place) => [code, place]));
  }

  /** Place in the list; "none" for null and for a code that the city does not have (any more). */
  indexOf(code: string | null): number {
    return (code === null ? undefined : this.places.get(code)) ?? this.none;
  }

  codeOf(place: number): string | null {
    return this.codes[place] ?? null;
  }
}

export interface CityCodes {
  service: CodeList;
  sector: CodeList;
  reason: CodeList;
}

type Coded = readonly { code: string }[];

export function cityCodes(city: Record<"services" | "sectors" | "reasons", Coded>): CityCodes {
  return {
    service: new CodeList(
      city.services.map((s) => s.code),
      NONE_16,
    ),
    sector: new CodeList(
      city.sectors.map((s) => s.code),
      NONE_16,
    ),
    reason: new CodeList(
      city.reasons.map((r) => r.code),
      NONE_8,
    ),
  };
}

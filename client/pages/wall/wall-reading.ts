/** What a wall says of the city: the late and what will be late within the hour, whoever is free and who of them is heard, and its counters. */
import type { City } from "#contract/city";
import type { LiveReport } from "#contract/report";
import type { LiveCity } from "#domain/fold";
import { SILENT_MS } from "#domain/watch";
import { type Bounds, inBounds, type Polygonal, pointInPolygonal } from "#geo/boundary";
import type { Fixes } from "../../live/fixes.ts";
import { type Crew, isBusy } from "../../store/figures.ts";
import { CLOSED, LATE, type Reading, SOON } from "../../store/reading.ts";
import type { WallFigure } from "./wall-url.ts";

export interface WallReading {
  at: number;
  /** Of which place its counters are, null for the city: another one's values are no change of this one's. */
  place: string | null;
  /** Null where it depends on places of brigades, and whoever looks is not told them. */
  figures: Record<WallFigure, number | null>;
  /** The longest late first, and the next to be late first; a few of each. */
  late: LiveReport[];
  next: LiveReport[];
  /** Those that are heard first. */
  free: FreeCrew[] | null;
}

export interface FreeCrew {
  name: string;
  id: number;
  /** Nothing has been heard of it for minutes, or ever: whether it can be sent anywhere is not known. */
  isSilent: boolean;
  /** How old its last position is, ms; null when there is none. */
  age: number | null;
}

/** What the counters are of: a rectangle, or a sector with what is told of it; null is the whole city. */
export type Counted = { bounds: Bounds } | { sector: string; area: Polygonal } | null;

const NEXT_S = 3600;

/**
 * Of the reports that pass the filters, and of what is there. A report is of the sector that it says, a brigade of that in which it was
 * last: one whose place nobody knows is nowhere. Rows are those of the reading, so it must be asked in the turn in which that was made.
 */
export function readForWall(
  live: LiveCity,
  reading: Reading,
  question: {
    counted: Counted;
    /** Where brigades are; null for whoever is not told. */
    fixes: Fixes | null;
    today: number;
    most: number;
    departments: readonly string[];
  },
): WallReading {
  const { columns: c } = live.reports;
  const now = reading.at / 1000;
  const today = question.today / 1000;
  const { counted, fixes } = question;
  const sector =
    counted && "sector" in counted ? live.reports.codes.sector.indexOf(counted.sector) : undefined;
  const figures = {
    late: 0,
    "next-hour": 0,
    free: 0,
    open: 0,
    soon: 0,
    reopened: 0,
    "received-today": 0,
    "closed-today": 0,
    "on-shift": 0,
  };
  const late = new Nearest(question.most);
  const next = new Nearest(question.most);
  for (const row of reading.rows) {
    if (counted && "bounds" in counted) {
      if (!inBounds((c.lon[row] ?? 0) / 1e6, (c.lat[row] ?? 0) / 1e6, counted.bounds)) continue;
    } else if (sector !== undefined && c.sector[row] !== sector) continue;
    if ((c.receivedAt[row] ?? 0) >= today) figures["received-today"]++;
    const urgency = reading.urgency[row];
    if (urgency === CLOSED) {
      if ((c.closedAt[row] ?? 0) >= today) figures["closed-today"]++;
      continue;
    }
    const due = c.dueAt[row] ?? 0;
    figures.open++;
    if ((c.reopenings[row] ?? 0) > 0) figures.reopened++;
    if (urgency === LATE) {
      figures.late++;
      late.take(due, row);
      continue;
    }
    if (urgency === SOON) figures.soon++;
    if (due - now > NEXT_S) continue;
    figures["next-hour"]++;
    next.take(due, row);
  }
  const free: FreeCrew[] = [];
  for (const crew of reading.crews.values()) {
    if (!crew.onShift || !crew.isKnown || !isOf(crew, question.departments)) continue;
    const fix = fixes?.get(crew.brigade.id);
    if (counted && !isIn(counted, fix)) continue;
    figures["on-shift"]++;
    if (isBusy(crew)) continue;
    figures.free++;
    const age = fix ? reading.at - fix.at : null;
    const isSilent = fixes !== null && (age === null || age > SILENT_MS);
    free.push({ id: crew.brigade.id, name: crew.brigade.name, isSilent, age });
  }
  free.sort((a, b) => Number(a.isSilent) - Number(b.isSilent) || a.name.localeCompare(b.name));
  const reportsAt = (rows: readonly number[]) => rows.map((row) => live.reports.at(row));
  const isTold = !counted || fixes;
  return {
    at: reading.at,
    place: counted === null ? null : "sector" in counted ? counted.sector : String(counted.bounds),
    figures: isTold ? figures : { ...figures, free: null, "on-shift": null },
    late: reportsAt(late.rows),
    next: reportsAt(next.rows),
    free: isTold ? free : null,
  };
}

function isIn(counted: NonNullable<Counted>, place: { lon: number; lat: number } | undefined): boolean {
  if (!place) return false;
  const { lon, lat } = place;
  return "bounds" in counted ? inBounds(lon, lat, counted.bounds) : pointInPolygonal(lon, lat, counted.area);
}

function isOf({ brigade }: Crew, departments: readonly string[]): boolean {
  return departments.length === 0 || departments.includes(brigade.department ?? "");
}

/** The few rows with the smallest keys. */
class Nearest {
  readonly rows: number[] = [];
  private readonly keys: number[] = [];
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  take(key: number, row: number): void {
    let at = this.keys.length;
    while (at > 0 && (this.keys[at - 1] ?? 0) > key) at--;
    if (at >= this.most) return;
    this.keys.splice(at, 0, key);
    this.rows.splice(at, 0, row);
    if (this.rows.length > this.most) {
      this.rows.pop();
      this.keys.pop();
    }
  }
}

/** Service, place and time of a report, for whoever has a line for it. */
export function lineOf(report: LiveReport, city: City) {
  return {
    service: city.services.find(({ code }) => code === report.service),
    sector: city.sectors.find(({ code }) => code === report.sector)?.name ?? null,
  };
}

/** What a wall says of the city: the late and what will be late within the hour, whoever is free, and its counters. */
import type { City } from "#contract/city";
import type { LiveReport } from "#contract/report";
import type { LiveCity } from "#domain/fold";
import { type Bounds, inBounds } from "#geo/boundary";
import type { Crew } from "../../store/figures.ts";
import { CLOSED, LATE, type Reading, SOON } from "../../store/reading.ts";
import type { WallFigure } from "./wall-url.ts";

export interface WallReading {
  at: number;
  figures: Record<WallFigure, number>;
  /** The longest late first, and the next to be late first; a few of each. */
  late: LiveReport[];
  next: LiveReport[];
  free: Crew[];
}

const NEXT_S = 3600;

/**
 * Of the reports that pass the filters, and lie in `bounds` unless that is null. Rows are those of the reading, so it must be asked in
 * the turn in which that was made.
 */
export function readForWall(
  live: LiveCity,
  reading: Reading,
  question: { bounds: Bounds | null; today: number; most: number; departments: readonly string[] },
): WallReading {
  const { columns: c } = live.reports;
  const now = reading.at / 1000;
  const today = question.today / 1000;
  const figures: WallReading["figures"] = {
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
    const lon = (c.lon[row] ?? 0) / 1e6;
    const lat = (c.lat[row] ?? 0) / 1e6;
    if (question.bounds && !inBounds(lon, lat, question.bounds)) continue;
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
  const free: Crew[] = [];
  for (const crew of reading.crews.values()) {
    if (!crew.onShift || !crew.isKnown || !isOf(crew, question.departments)) continue;
    figures["on-shift"]++;
    if (crew.work.length > 0) continue;
    figures.free++;
    free.push(crew);
  }
  free.sort((a, b) => a.brigade.name.localeCompare(b.brigade.name));
  const reportsAt = (rows: readonly number[]) => rows.map((row) => live.reports.at(row));
  return { at: reading.at, figures, late: reportsAt(late.rows), next: reportsAt(next.rows), free };
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

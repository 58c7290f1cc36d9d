/** What a wall counts and names: of which place, whose, and in which order. */
import { describe, expect, test } from "vitest";
import type { LiveReport } from "#contract/report";
import { Fixes } from "../../client/live/fixes.ts";
import { type Counted, readForWall } from "../../client/pages/wall/wall-reading.ts";
import { noFilters } from "../../client/store/filters.ts";
import { CityClock } from "../../client/store/local-clock.ts";
import { readCity } from "../../client/store/reading.ts";
import { frameOf } from "./frame-of.ts";
import { diceOf, emptyCity, newReport } from "./random-log.ts";
import { smallCity } from "./small-city.ts";

const MINUTE = 60_000;
/** A Monday at noon in the city: the first two crews are on shift. */
const NOW = Date.UTC(2026, 10, 23, 18);
const clock = new CityClock(smallCity.timeZone).at(NOW);
const [centro, valle] = smallCity.sectors;
/** Within the triangle of each. */
const inCentro = { lon: -100.38, lat: 25.61 };
const inValle = { lon: -100.33, lat: 25.61 };

function report(id: number, more: Partial<LiveReport>): LiveReport {
  return { ...newReport(id, NOW - 10 * MINUTE, diceOf(id)), dueAt: NOW + 9 * 60 * MINUTE, ...more };
}

function cityOf(reports: readonly LiveReport[]) {
  const city = emptyCity();
  for (const [id, file] of smallCity.brigades.entries())
    city.brigades.set(id, { id, code: file.code, name: file.name, department: file.department });
  for (const each of reports) city.reports.set(each);
  return city;
}

function fixesOf(places: Record<number, { lon: number; lat: number; at?: number }>): Fixes {
  const fixes = new Fixes();
  const all = Object.entries(places).map(([id, place]) => ({ at: NOW, ...place, brigade: Number(id) }));
  fixes.take(frameOf(NOW, all), NOW);
  return fixes;
}

interface Asked {
  counted?: Counted;
  fixes?: Fixes | null;
  departments?: readonly string[];
  most?: number;
}

function read(reports: readonly LiveReport[], asked: Asked = {}) {
  const city = cityOf(reports);
  const reading = readCity(city, smallCity, { filters: noFilters, now: NOW, clock, bounds: null });
  const { counted = null, fixes = fixesOf({}), departments = [], most = 3 } = asked;
  return readForWall(city, reading, { counted, fixes, departments, most, today: clock.dayStart });
}

const names = (free: ReturnType<typeof read>["free"]) => free?.map(({ name }) => name);

describe("a wall's reading", () => {
  test("counts what is late, due within the hour, open, reopened, received and closed today", () => {
    const yesterday = NOW - 30 * 60 * MINUTE;
    const { figures, late, next } = read([
      report(1, { dueAt: NOW - 5 * MINUTE, receivedAt: yesterday }),
      report(2, { dueAt: NOW - 50 * MINUTE, receivedAt: yesterday, reopenings: 1 }),
      report(3, { dueAt: NOW + 59 * MINUTE }),
      report(4, { dueAt: NOW + 61 * MINUTE }),
      report(5, { status: "closed", outcome: "resolved", closedAt: NOW - MINUTE }),
      report(6, { status: "closed", outcome: "resolved", closedAt: yesterday, receivedAt: yesterday }),
    ]);
    expect(figures).toMatchObject({
      late: 2,
      "next-hour": 1,
      open: 4,
      reopened: 1,
      "received-today": 3,
      "closed-today": 1,
      "on-shift": 2,
      free: 2,
    });
    expect([late.map(({ id }) => id), next.map(({ id }) => id)]).toEqual([[2, 1], [3]]);
  });

  test("names as many rows as are asked for, the longest late first", () => {
    const reports = [5, 1, 4, 2, 3].map((late, i) => report(i + 1, { dueAt: NOW - late * MINUTE }));
    expect(read(reports, { most: 2 }).late.map(({ id }) => id)).toEqual([1, 3]);
  });

  test("of a sector counts the reports that are its own, wherever the map ends, and the brigades that were there last", () => {
    const reports = [
      report(1, { sector: "centro", ...inCentro }),
      report(2, { sector: "valle", ...inValle }),
      // In the rectangle around the sector and not in it.
      report(3, { sector: null, lon: -100.41, lat: 25.69 }),
    ];
    const fixes = fixesOf({ 0: inCentro, 1: { lon: -100.41, lat: 25.69 } });
    const of = (sector: typeof centro) =>
      read(reports, { fixes, counted: sector ? { sector: sector.code, area: sector.geometry } : null });
    expect(of(centro).figures).toMatchObject({ open: 1, "on-shift": 1, free: 1 });
    expect([of(centro).place, read(reports).place]).toEqual([centro?.code, null]);
    expect(names(of(centro).free)).toEqual(["Cuadrilla 1"]);
    expect(of(valle).figures).toMatchObject({ open: 1, "on-shift": 0, free: 0 });
    expect(read(reports, { fixes }).figures).toMatchObject({ open: 3, "on-shift": 2, free: 2 });
  });

  test("of what the map shows counts reports and brigades in it, and no brigade whose place nobody knows", () => {
    const reports = [report(1, inCentro), report(2, inValle)];
    const counted = { bounds: [-100.4, 25.6, -100.35, 25.65] as [number, number, number, number] };
    const known = read(reports, { counted, fixes: fixesOf({ 0: inCentro, 1: inValle }) });
    expect(known.figures).toMatchObject({ open: 1, "on-shift": 1, free: 1 });
    expect(read(reports, { counted }).figures).toMatchObject({ open: 1, "on-shift": 0, free: 0 });
  });

  test("says nothing of brigades in a place to whoever is not told where they are", () => {
    const counted = { bounds: [-101, 25, -100, 26] as [number, number, number, number] };
    const untold = read([], { counted, fixes: null });
    expect(untold.figures).toMatchObject({ "on-shift": null, free: null });
    expect(untold.free).toBeNull();
    expect(read([], { fixes: null }).figures).toMatchObject({ "on-shift": 2, free: 2 });
  });

  test("names the free that are heard first, and says of the others for how long they are not", () => {
    const later = { ...inCentro, at: NOW - 47 * MINUTE };
    const { free, figures } = read([], { fixes: fixesOf({ 0: later, 1: inValle }) });
    expect(free).toEqual([
      { id: 1, name: "Cuadrilla 2", isSilent: false, age: 0 },
      { id: 0, name: "Cuadrilla 1", isSilent: true, age: 47 * MINUTE },
    ]);
    expect(figures.free).toBe(2);
    const unheard = read([], { fixes: fixesOf({ 1: inValle }) }).free;
    expect(unheard?.[1]).toEqual({ id: 0, name: "Cuadrilla 1", isSilent: true, age: null });
    expect(read([], { fixes: null }).free?.some(({ isSilent }) => isSilent)).toBe(false);
  });

  test("counts brigades of the wall's departments only, and frees none that has work", () => {
    const busy = [report(1, { status: "assigned", brigade: 0 })];
    expect(read(busy).figures).toMatchObject({ "on-shift": 2, free: 1 });
    expect(read(busy, { departments: ["parks"] }).figures).toMatchObject({ "on-shift": 0, free: 0 });
  });

  test.each(["ops:works", "ops:works/blind"])(
    "AU12 to %s frees none that works for another department, whose report is not told",
    (audience) => {
      const city = { ...cityOf([]), audience, elsewhere: new Map([[0, 2]]) };
      const reading = readCity(city, smallCity, { filters: noFilters, now: NOW, clock, bounds: null });
      expect(reading.figures).toMatchObject({ onShift: 2, free: 1 });
      const asked = { counted: null, fixes: null, departments: [], most: 3, today: clock.dayStart };
      expect(names(readForWall(city, reading, asked).free)).toEqual(["Cuadrilla 2"]);
    },
  );
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LiveReport, statuses } from "#contract/report";
import { slaState } from "#domain/sla";
import { type FigureFilter, type Filters, figureFilters, noFilters } from "../../client/store/filters.ts";
import { sortKeys } from "../../client/store/list-sort.ts";
import { CityClock } from "../../client/store/local-clock.ts";
import { CLOSED, COMFORTABLE, GOOD_FOR, LATE, readCity, SOON } from "../../client/store/reading.ts";
import { diceOf, emptyCity, happen, newReport } from "./random-log.ts";
import { smallCity } from "./small-city.ts";

const START = Date.UTC(2026, 10, 23, 15);
const clock = new CityClock(smallCity.timeZone);

function grownCity(seed: number, events: number) {
  const dice = diceOf(seed);
  const city = emptyCity();
  for (const [id, code] of ["works-1", "works-2", "parks-1"].entries())
    city.brigades.set(id, { id, code, name: code, department: "works" });
  for (let i = 0; i < events; i++) happen(city, START + i * 600_000, dice);
  const reports: LiveReport[] = [];
  for (let row = 0; row < city.reports.count; row++) reports.push(city.reports.at(row));
  return { city, reports, now: START + events * 600_000 };
}

const filters: fc.Arbitrary<Filters> = fc.record({
  departments: fc.subarray(["works", "parks"]),
  services: fc.subarray(["pothole", "street-light", "tree"]),
  statuses: fc.subarray([...statuses]),
  figures: fc.subarray([...figureFilters]),
});

function passes(report: LiveReport, wanted: Filters, now: number): boolean {
  const service = smallCity.services.find((s) => s.code === report.service);
  const today = clock.at(now).dayStart;
  const state = report.closedAt === null ? slaState(report, now, smallCity.lateSoonShare) : "closed";
  const counted: Record<FigureFilter, boolean> = {
    soon: state === "soon",
    late: state === "late",
    reopened: report.closedAt === null && report.reopenings > 0,
    receivedToday: report.receivedAt >= today,
    closedToday: report.closedAt !== null && report.closedAt >= today,
  };
  return (
    (wanted.departments.length === 0 || wanted.departments.includes(service?.department ?? "")) &&
    (wanted.services.length === 0 || wanted.services.includes(report.service)) &&
    (wanted.statuses.length === 0 || wanted.statuses.includes(report.status)) &&
    (wanted.figures.length === 0 || wanted.figures.some((figure) => counted[figure]))
  );
}

describe("a reading of the city", () => {
  test("is what looking at each report by itself gives: urgency, filters, order, figures", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 150 }), filters, (seed, events, wanted) => {
        const { city, reports, now } = grownCity(seed, events);
        const local = clock.at(now);
        const got = readCity(city, smallCity, { filters: wanted, now, clock: local, bounds: null });
        const numbers = { comfortable: COMFORTABLE, soon: SOON, late: LATE };
        const urgencies = reports.map((r) =>
          r.closedAt === null ? numbers[slaState(r, now, smallCity.lateSoonShare)] : CLOSED,
        );
        expect([...got.urgency]).toEqual(urgencies);

        const wantedReports = reports.filter((report) => passes(report, wanted, now));
        expect(new Set(got.list)).toEqual(new Set(wantedReports.map((r) => r.id)));
        expect(got.list).toHaveLength(wantedReports.length);
        const inOrder = [...got.list].map((id) => city.reports.get(id));
        for (const [i, b] of inOrder.entries()) {
          const a = i > 0 ? inOrder[i - 1] : undefined;
          if (!a || !b) continue;
          if (b.closedAt === null) expect(a.closedAt).toBeNull();
          if (a.closedAt === null && b.closedAt === null) expect(a.dueAt).toBeLessThanOrEqual(b.dueAt);
          if (a.closedAt !== null && b.closedAt !== null)
            expect(a.closedAt).toBeGreaterThanOrEqual(b.closedAt);
        }

        const open = reports.filter((r) => r.closedAt === null);
        expect(got.figures).toMatchObject({
          open: open.length,
          late: urgencies.filter((u) => u === LATE).length,
          soon: urgencies.filter((u) => u === SOON).length,
          reopened: open.filter((r) => r.reopenings > 0).length,
          receivedToday: reports.filter((r) => r.receivedAt >= local.dayStart).length,
          closedToday: reports.filter((r) => r.closedAt !== null && r.closedAt >= local.dayStart).length,
        });
        for (const [id, crew] of got.crews)
          expect(new Set(crew.work)).toEqual(new Set(open.filter((r) => r.brigade === id).map((r) => r.id)));
      }),
      { numRuns: 200 },
    );
  });

  test("that is asked again with other filters says what a new one does, and anew once something has happened or time has passed", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        filters,
        filters,
        fc.constantFrom(...sortKeys),
        fc.nat(9000),
        fc.nat(3),
        (seed, first, second, by, later, happens) => {
          const { city, now } = grownCity(seed, 80);
          const before = readCity(city, smallCity, {
            filters: first,
            now,
            clock: clock.at(now),
            bounds: null,
          });
          const dice = diceOf(seed + 1);
          for (let i = 0; i < happens; i++) happen(city, now, dice);
          const then = now + later;
          const question = {
            filters: second,
            now: then,
            clock: clock.at(then),
            bounds: null,
            sort: { by, descending: false },
          };
          const again = readCity(city, smallCity, question, before);
          if (city.reports.changes !== before.changes || later >= GOOD_FOR) expect(again.at).toBe(then);
          expect(again).toEqual(
            readCity(city, smallCity, { ...question, now: again.at, clock: clock.at(again.at) }),
          );
        },
      ),
    );
  });

  test.each(figureFilters)("asked for the figure %s lists as many reports as it counts", (figure) => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 150 }), (seed, events) => {
        const { city, now } = grownCity(seed, events);
        const filters = { ...noFilters, figures: [figure] };
        const got = readCity(city, smallCity, { filters, now, clock: clock.at(now), bounds: null });
        expect(got.list).toHaveLength(got.figures[figure]);
      }),
    );
  });

  test("holds in the list only what lies in the bounds, and on the map everything", () => {
    const { city, now } = grownCity(5, 200);
    const bounds: [number, number, number, number] = [-100.4, 25.62, -100.36, 25.68];
    const got = readCity(city, smallCity, { filters: noFilters, now, clock: clock.at(now), bounds });
    expect(got.rows).toHaveLength(city.reports.count);
    expect(got.list.length).toBeGreaterThan(0);
    expect(got.list.length).toBeLessThan(city.reports.count);
    for (const id of got.list) expect(city.reports.get(id)?.lon).toBeGreaterThanOrEqual(-100.4);
  });

  test("counts brigades on shift and those without work, by the city's clock", () => {
    const city = emptyCity();
    for (const [id, code] of ["works-1", "works-2", "parks-1"].entries())
      city.brigades.set(id, { id, code, name: code, department: "works" });
    city.reports.set({ ...newReport(1, START, diceOf(1)), status: "assigned", brigade: 0 });
    // Monday, 09:00 in Monterrey: the day shift is on, the night shift is not.
    const day = readCity(city, smallCity, {
      filters: noFilters,
      now: START,
      clock: clock.at(START),
      bounds: null,
    });
    expect(day.figures).toMatchObject({ onShift: 2, free: 1 });
    const night = START + 15 * 3_600_000;
    const later = readCity(city, smallCity, {
      filters: noFilters,
      now: night,
      clock: clock.at(night),
      bounds: null,
    });
    expect(later.figures).toMatchObject({ onShift: 1, free: 1 });
  });

  test.each([
    ["es-MX", ["Árbol caído", "Bache en la calle", "Luminaria apagada"]],
    ["en", ["Fallen tree", "Pothole", "Street light out"]],
  ])("asked by service in %s is in the order of the names that are read there", (locale, expected) => {
    const city = emptyCity();
    for (const [i, service] of ["street-light", "tree", "pothole"].entries())
      city.reports.set({ ...newReport(i + 1, START, diceOf(i)), service });
    const { list } = readCity(city, smallCity, {
      filters: noFilters,
      now: START,
      clock: clock.at(START),
      bounds: null,
      sort: { by: "service", descending: false },
      locale,
    });
    const named = [...list].map((id) => {
      const report = city.reports.get(id);
      return smallCity.services.find(({ code }) => code === report?.service)?.name[locale];
    });
    expect(named).toEqual(expected);
  });

  test("is in the order that is asked for: within a group what is due first, the closed ones last, both ways round", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 120 }),
        fc.constantFrom(...sortKeys),
        fc.boolean(),
        (seed, events, by, descending) => {
          const { city, reports, now } = grownCity(seed, events);
          const question = { filters: noFilters, now, clock: clock.at(now), bounds: null };
          const got = readCity(city, smallCity, { ...question, sort: { by, descending } });
          const byId = new Map(reports.map((report) => [report.id, report]));
          const listed = [...got.list].map((id) => byId.get(id));
          expect(new Set(got.list)).toEqual(new Set(byId.keys()));
          const open = listed.slice(0, got.listedOpen);
          expect(listed.map((report) => report?.closedAt === null)).toEqual(
            listed.map((_, i) => i < got.listedOpen),
          );
          const named: Record<typeof by, (report: LiveReport) => string | number | undefined> = {
            due: ({ dueAt }) => dueAt,
            received: ({ receivedAt }) => receivedAt,
            service: ({ service }) =>
              Object.values(smallCity.services.find(({ code }) => code === service)?.name ?? {})[0],
            sector: ({ sector }) => smallCity.sectors.find(({ code }) => code === sector)?.name,
            brigade: ({ brigade }) => (brigade === null ? undefined : city.brigades.get(brigade)?.name),
          };
          for (const [i, report] of open.entries()) {
            const before = open[i - 1];
            if (!report || !before) continue;
            const [a, b] = [named[by](before), named[by](report)];
            if (a === b) {
              if (by !== "due" && by !== "received") expect(before.dueAt).toBeLessThanOrEqual(report.dueAt);
            } else if (b !== undefined && a !== undefined) {
              const order =
                typeof a === "string" ? a.localeCompare(String(b), "es") : Math.sign(a - Number(b));
              expect(order).toBe(descending ? 1 : -1);
            } else expect(b, "who has none comes last").toBeUndefined();
          }
        },
      ),
    );
  });
});

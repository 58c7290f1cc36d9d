import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { slaState } from "#domain/sla";
import { marksOf } from "../../client/map/layers/reports.ts";
import { brigadeMarks, lateSpots, pointsOf } from "../../client/map/scene.ts";
import { noFilters } from "../../client/store/filters.ts";
import { CityClock } from "../../client/store/local-clock.ts";
import { CLOSED, LATE, readCity } from "../../client/store/reading.ts";
import { colours, sceneOf } from "./a-scene.ts";
import { frameOf } from "./frame-of.ts";
import { diceOf, newReport } from "./random-log.ts";
import { smallCity } from "./small-city.ts";

const clock = new CityClock(smallCity.timeZone);
const seeds = fc.tuple(fc.integer(), fc.integer({ min: 1, max: 150 }));

describe("the map's columns", () => {
  test("hold each report once, at its place, the most urgent drawn last", () => {
    fc.assert(
      fc.property(seeds, ([seed, events]) => {
        const { scene, now } = sceneOf(seed, events);
        const reports = scene.live.city?.reports;
        if (!reports) throw new Error("no city");
        const { lateSoonShare } = smallCity;
        const marks = marksOf(reports, scene.reading.rows, {
          colours,
          scale: 1,
          zoom: 14,
          now,
          lateSoonShare,
        });
        expect(new Set(marks.ids).size).toBe(reports.count);
        const rank = { closed: 0, comfortable: 1, soon: 2, late: 3 };
        let before = 0;
        for (const [i, id] of marks.ids.entries()) {
          const report = reports.get(id);
          if (!report) throw new Error(`${id} is no report`);
          const state = report.status === "closed" ? "closed" : slaState(report, now, lateSoonShare);
          expect(rank[state]).toBeGreaterThanOrEqual(before);
          before = rank[state];
          const { getPosition, getShape } = marks.data.attributes;
          expect(getPosition.value[2 * i]).toBeCloseTo(report.lon, 6);
          expect(getPosition.value[2 * i + 1]).toBeCloseTo(report.lat, 6);
          const reopened = report.status !== "closed" && report.reopenings > 0;
          expect((getShape.value[4 * i] ?? 0) >= 4).toBe(reopened);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("are gathered without the closed ones, unless somebody asked for those", () => {
    fc.assert(
      fc.property(seeds, ([seed, events]) => {
        const { scene } = sceneOf(seed, events);
        const { urgency, rows } = scene.reading;
        const open = rows.filter((row) => urgency[row] !== CLOSED).length;
        expect(pointsOf(scene).id).toHaveLength(open);
        expect(pointsOf({ ...scene, withClosed: true }).id).toHaveLength(rows.length);
      }),
    );
  });

  test("label late reports in view by how late they are, and no others", () => {
    const { scene, now } = sceneOf(12, 150);
    const ids = scene.live.city?.reports.columns.id.slice(0, scene.reading.rows.length) ?? new Uint32Array();
    const all = lateSpots(scene, ids, [-101, 25, -100, 26], now);
    expect(all).toHaveLength(scene.reading.urgency.filter((u) => u === LATE).length);
    for (const spot of all) expect(spot.by).toBeGreaterThan(0);
    expect(lateSpots(scene, ids, [0, 0, 1, 1], now)).toEqual([]);
  });
});

describe("brigades on the map", () => {
  const fix = (at: number) => ({ brigade: 0, lon: -100.4, lat: 25.6, at, speed: null, heading: null });

  test("are those that were ever heard of, busy when they have open work", () => {
    const { scene, now } = sceneOf(1, 1);
    expect(brigadeMarks(scene)).toEqual([]);
    scene.live.fixes.take(frameOf(now, [fix(now)]), 0);
    expect(brigadeMarks(scene)).toMatchObject([{ id: 0, name: "Uno", busy: false }]);
    scene.live.city?.reports.set({ ...newReport(9, now, diceOf(1)), status: "assigned", brigade: 0 });
    const city = scene.live.city;
    if (!city) throw new Error("no city");
    const reading = readCity(city, smallCity, {
      filters: noFilters,
      now,
      clock: clock.at(now),
      bounds: null,
    });
    expect(brigadeMarks({ ...scene, reading })).toMatchObject([{ busy: true }]);
  });

  test("leave it when they went home: off shift, without work, and silent for an hour", () => {
    // Monday, 09:00 in Monterrey and on shift; seventeen hours later not.
    for (const [events, there] of [
      [1, true],
      [100, false],
    ] as const) {
      const { scene, now } = sceneOf(3, events);
      scene.live.fixes.take(frameOf(now, [fix(now - 2 * 3_600_000)]), 0);
      const crew = scene.reading.crews.get(0);
      const idle = crew && { ...crew, work: [] };
      const crews = new Map(idle ? [[0, idle]] : []);
      const marks = brigadeMarks({ ...scene, reading: { ...scene.reading, crews } });
      expect(marks.length === 1).toBe(there);
    }
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DrawnReports } from "../../client/map/drawn-reports.ts";
import { marksOf } from "../../client/map/layers/reports.ts";
import type { Scene } from "../../client/map/scene.ts";
import { noFilters } from "../../client/store/filters.ts";
import { CityClock } from "../../client/store/local-clock.ts";
import { GOOD_FOR, readCity } from "../../client/store/reading.ts";
import { colours, START, sceneOf } from "./a-scene.ts";
import { diceOf, happen } from "./random-log.ts";
import { smallCity } from "./small-city.ts";

const clock = new CityClock(smallCity.timeZone);

/** The same city, read again. */
function readAgain(scene: Scene, now: number): Scene {
  const { city } = scene.live;
  if (!city) throw new Error("no city");
  const question = { filters: noFilters, now, clock: clock.at(now), bounds: null };
  return { ...scene, reading: readCity(city, smallCity, question, scene.reading) };
}

function picture({ live, reading }: Scene, now: number) {
  if (!live.city) throw new Error("no city");
  const view = { colours, scale: 1, zoom: 14, now, lateSoonShare: smallCity.lateSoonShare };
  const { data, ids } = marksOf(live.city.reports, reading.rows, view);
  const { getPosition, getFillColor, getShape, getRadius } = data.attributes;
  return [ids, getPosition.value, getFillColor.value, getShape.value, getRadius.value];
}

describe("what the map has drawn", () => {
  test("is drawn again whenever an event makes another picture of the reports, and only then", () => {
    let drawnAgain = 0;
    let spared = 0;
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 5, max: 120 }), (seed, events) => {
        const { scene, now } = sceneOf(seed, events);
        const drawn = new DrawnReports();
        expect(drawn.differ(scene)).toBe(true);
        const before = picture(scene, now);
        const { city } = scene.live;
        if (!city) throw new Error("no city");
        happen(city, START + events * 600_000, diceOf(seed + 1));
        const next = readAgain(scene, now);
        const differs = drawn.differ(next);
        expect(differs).toBe(JSON.stringify(before) !== JSON.stringify(picture(next, now)));
        if (differs) drawnAgain++;
        else spared++;
      }),
      { numRuns: 300 },
    );
    expect(Math.min(drawnAgain, spared)).toBeGreaterThan(0);
  });

  test("is drawn again after some seconds without an event, for deadlines come nearer", () => {
    const { scene, now } = sceneOf(3, 60);
    const drawn = new DrawnReports();
    drawn.differ(scene);
    expect(drawn.differ(readAgain(scene, now + GOOD_FOR - 1))).toBe(false);
    expect(drawn.differ(readAgain(scene, now + GOOD_FOR))).toBe(true);
  });

  test("is drawn again in other colours or at another zoom, even when a reading of the same reports has come first", () => {
    const { scene, now } = sceneOf(4, 70);
    const drawn = new DrawnReports();
    drawn.differ(scene);
    drawn.forget();
    expect(drawn.differ(readAgain(scene, now))).toBe(true);
    expect(drawn.differ(readAgain(scene, now))).toBe(false);
  });

  test("is drawn again when the closed ones are asked for, or fewer are", () => {
    const { scene, now } = sceneOf(5, 80);
    const drawn = new DrawnReports();
    drawn.differ(scene);
    expect(drawn.differ({ ...scene, withClosed: true })).toBe(true);
    const rows = scene.reading.rows.subarray(1);
    expect(
      drawn.differ({ ...readAgain(scene, now), withClosed: true, reading: { ...scene.reading, rows } }),
    ).toBe(true);
    expect(drawn.differ({ ...scene, withClosed: true, reading: { ...scene.reading, rows } })).toBe(false);
  });
});

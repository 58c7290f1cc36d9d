/** The past in the page: a jump anywhere is the fold of the events until then, and brigades are where they were. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CityEvent, UnknownEvent } from "#contract/events";
import type { Tracks } from "#contract/tracks";
import { fold } from "#domain/fold";
import { copyOf, PastCity } from "../../client/store/past-city.ts";
import { readPastLink, withPast } from "../../client/store/past-link.ts";
import { PastTracks } from "../../client/store/past-tracks.ts";
import { TrackParts } from "../../client/store/track-parts.ts";
import { diceOf, emptyCity, happen, wholeOf } from "./random-log.ts";

const FROM = Date.parse("2026-11-25T06:00:00Z");

function grown(seed: number, count: number) {
  const dice = diceOf(seed);
  const city = emptyCity();
  for (let i = 0; i < 60; i++) happen(city, FROM - 1000, dice);
  const base = copyOf(city);
  const events: (CityEvent | UnknownEvent)[] = [];
  let at = FROM;
  for (let i = 0; i < count; i++) {
    at += Math.floor(dice() * 3) * 1000;
    events.push(happen(city, at, dice));
  }
  return { base, events, until: at + 1000 };
}

describe("a stretch of the past", () => {
  test("is at any instant what the events until then make of its beginning, wherever one comes from", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }),
        (seed, places) => {
          const { base, events, until } = grown(seed, 900);
          const past = new PastCity(copyOf(base), events, FROM, until);
          for (const place of places) {
            const at = FROM + place * (until - FROM);
            const expected = copyOf(base);
            for (const event of events) if (event.at <= at) fold(expected, event);
            const found = past.seek(at);
            expect(wholeOf(found)).toEqual(wholeOf(expected));
            expect([found.brigades, found.alerts, found.warnings]).toEqual([
              expected.brigades,
              expected.alerts,
              expected.warnings,
            ]);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test("folds a small part of its events for a jump, once it has been gone through", () => {
    const { base, events, until } = grown(7, 12_000);
    const past = new PastCity(base, events, FROM, until);
    past.seek(until);
    for (const place of [0.1, 0.9, 0.5, 0.02, 0.77]) {
      const before = past.work;
      past.seek(FROM + place * (until - FROM));
      expect(past.work - before).toBeLessThanOrEqual(250);
    }
  });

  test("counts what became late in each part of it", () => {
    const { base, events, until } = grown(3, 2000);
    const past = new PastCity(base, events, FROM, until);
    const late = events.filter(({ kind }) => kind === "report.overdue").length;
    const bars = past.histogram(24, ["report.overdue"]);
    expect([bars.length, bars.reduce((sum, each) => sum + each, 0)]).toEqual([24, late]);
  });
});

describe("past positions", () => {
  const tracks = new PastTracks(7_200_000);
  const part = tracks.partOf(FROM + 60_000);
  tracks.add(part, {
    from: part,
    tracks: [
      {
        brigade: 4,
        at: Float64Array.of(FROM, FROM + 10_000, FROM + 600_000),
        lon: Float64Array.of(-100, -99, -98),
        lat: Float64Array.of(25, 26, 27),
        heading: Float32Array.of(90, Number.NaN, 0),
      },
    ],
  });
  const at = (ms: number) => {
    const { brigade, lon, lat, at: of } = tracks.frameAt(FROM + ms);
    return [...brigade].map((id, i) => [id, lon[i], lat[i], (of[i] ?? 0) - FROM]);
  };

  test("lie between the fixes around an instant, and where the last was when none follows soon", () => {
    expect(at(5_000)).toEqual([[4, -99.5, 25.5, 5_000]]);
    expect(at(60_000)).toEqual([[4, -99, 26, 10_000]]);
    expect(at(700_000)).toEqual([[4, -98, 27, 600_000]]);
    expect(at(-1)).toEqual([]);
  });

  test("go on from the part before where a new one begins", () => {
    tracks.add(part + 7_200_000, { from: part + 7_200_000, tracks: [] });
    expect(at(part + 7_200_000 - FROM + 1000)).toEqual([[4, -98, 27, 600_000]]);
  });
});

describe("parts of past positions", () => {
  function asked(answer: () => Promise<Tracks>) {
    let now = FROM;
    const starts: number[] = [];
    let came = 0;
    const parts = new TrackParts({
      fetch(from) {
        starts.push(from);
        return answer();
      },
      now: () => now,
      onCome: () => came++,
    });
    /** A second of pictures at one place. */
    const play = async () => {
      for (let i = 0; i < 60; i++) {
        parts.ask(FROM + 600_000, FROM + 86_400_000);
        await Promise.resolve();
        now += 1000 / 60;
      }
    };
    return { starts, play, came: () => came };
  }

  test("are each fetched once, however often they are asked for", async () => {
    const it = asked(async () => ({ from: 0, tracks: [] }));
    for (let second = 0; second < 20; second++) await it.play();
    expect([it.starts.length, new Set(it.starts).size, it.came()]).toEqual([2, 2, 2]);
  });

  test("that cannot be had are asked for again every few seconds, and not at each picture", async () => {
    const it = asked(() => Promise.reject(new Error("no connection")));
    await it.play();
    expect(it.starts).toHaveLength(2);
    for (let second = 1; second < 20; second++) await it.play();
    expect(it.starts).toHaveLength(8);
    expect(it.came()).toBe(0);
  });

  test("that another stretch waits for are fetched for this one as well", async () => {
    const never = asked(() => new Promise(() => {}));
    await never.play();
    const it = asked(async () => ({ from: 0, tracks: [] }));
    await it.play();
    expect(it.starts).toEqual(never.starts);
  });
});

test("a link says the past minute, and nothing that is none", () => {
  const at = Date.parse("2026-11-25T20:32:00Z");
  expect(withPast("?late=1", at)).toBe("?late=1&at=2026-11-25T20:32Z");
  expect(readPastLink(withPast("", at))).toBe(at);
  expect(withPast("?late=1", null)).toBe("?late=1");
  for (const wrong of ["", "?at=soon", "?at=2026-11-25", "?at=2026-99-25T20:32Z"])
    expect(readPastLink(wrong)).toBeNull();
});

import { describe, expect, test } from "vitest";
import { WatchState } from "#contract/watch";
import { type Happening, type Surroundings, watchFix, watchSilence } from "#domain/watch";

const AT = Date.parse("2026-03-10T18:00:00Z");
const MINUTE = 60_000;
const at = (x: number) => ({ lon: -100.4 + x / 100_000, lat: 25.65 });
const around: Surroundings = {
  sectors: [],
  depot: { code: "works-1", area: { kind: "circle", ...at(0), radius: 100 } },
  stops: new Map([[7, at(2000)]]),
  isOnDuty: (instant) => instant < AT + 60 * MINUTE,
};

/** Places in metres or so, one fix each half minute from so many minutes on. */
function happenings(
  places: readonly number[],
  more: { from?: number; around?: Surroundings; accuracy?: number } = {},
): Happening[] {
  let state = WatchState.parse({});
  return places.flatMap((x, i) => {
    const instant = AT + (more.from ?? 0) * MINUTE + i * 30_000;
    const fix = { at: instant, ...at(x), accuracy: more.accuracy ?? null };
    const step = watchFix(state, fix, more.around ?? around);
    state = WatchState.parse(JSON.parse(JSON.stringify(step.state)));
    return step.happened;
  });
}
const kinds = (found: Happening[]) => found.map(({ kind }) => kind);

describe("a brigade's positions", () => {
  test("mean that it left its depot, was at a stop, and for how long", () => {
    const found = happenings([0, 0, 0, 1000, 2000, 2000, 2000, 2000, 2000, 3000, 3000, 3000, 3000]);
    expect(found).toEqual([
      { kind: "brigade.entered", area: "depot", code: "works-1", since: AT },
      { kind: "brigade.left", area: "depot", code: "works-1", since: AT + MINUTE, seconds: 60 },
      { kind: "report.arrived", report: 7, since: AT + 2 * MINUTE },
      { kind: "report.left", report: 7, since: AT + 4 * MINUTE, seconds: 120 },
    ]);
  });

  test("go on meaning a stop that is closed while the brigade is there, and no other that is gone", () => {
    let state = WatchState.parse({});
    const found: Happening[] = [];
    const places = [2000, 2000, 2000, 2000, 2000, 3000, 3000, 3000];
    places.forEach((x, i) => {
      const stops = i < 4 ? around.stops : new Map();
      const step = watchFix(state, { at: AT + i * 30_000, ...at(x), accuracy: null }, { ...around, stops });
      state = step.state;
      found.push(...step.happened);
    });
    expect(kinds(found)).toEqual(["report.arrived", "report.left"]);
    expect(state.stops).toEqual({});
  });

  test("that are not exact mean nothing", () => {
    expect(happenings([0, 0, 0, 0, 2000, 2000, 2000, 2000], { accuracy: 150 })).toEqual([]);
  });

  test("off duty mean that it moves, once a stretch, with half an hour of grace on both sides", () => {
    const moving = [0, 700, 1400, 2100, 2800];
    expect(kinds(happenings(moving, { from: 50, around: { ...around, depot: null } }))).toEqual([]);
    const stretches = [...moving, ...Array.from({ length: 70 }, () => 2800), 3500, 4200, 4900];
    const none = { ...around, depot: null, stops: new Map() };
    expect(kinds(happenings(stretches, { from: 120, around: none }))).toEqual([
      "brigade.moving-off-shift",
      "brigade.moving-off-shift",
    ]);
    const unknown = { ...none, isOnDuty: () => undefined };
    expect(happenings(stretches, { from: 120, around: unknown })).toEqual([]);
  });

  test("off duty that wander or err once mean nothing", () => {
    expect(happenings([0, 40, 480, 0, 20], { from: 120, around: { ...around, depot: null } })).toEqual([]);
  });
});

describe("silence", () => {
  const on = () => true;
  test.each([
    ["five minutes", false, 5 * MINUTE, on, undefined],
    ["longer", false, 5 * MINUTE + 1, on, "silent"],
    ["longer, and said already", true, 6 * MINUTE, on, undefined],
    ["longer, off duty", false, 60 * MINUTE, () => false, undefined],
    ["longer, and just on duty", false, 600 * MINUTE, (instant: number) => instant > AT - MINUTE, undefined],
    ["longer, with hours that nobody knows", false, 60 * MINUTE, () => undefined, undefined],
    ["none any more", true, MINUTE, on, "heard"],
  ])("of %s", (_, silent, ms, isOnDuty, expected) => {
    expect(watchSilence(silent, AT - ms, AT, isOnDuty)).toBe(expected);
  });
});

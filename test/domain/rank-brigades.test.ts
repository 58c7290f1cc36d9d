import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Crew, type Job, rankBrigades, type Stop, type Way, wholeMinutes } from "#domain/rank-brigades";

const NOW = Date.parse("2026-11-25T10:00:00-06:00");
const HOUR = 3_600_000;

/** A degree of longitude is an hour away. */
const way: Way = (from, to) => Math.abs(from.lon - to.lon) * 3_600;

const stop = (folio: string, lon: number, more: Partial<Stop> = {}): Stop => ({
  folio,
  lon,
  lat: 0,
  status: "assigned",
  dueAt: NOW + 8 * HOUR,
  workMinutes: 30,
  ...more,
});
const job = (folio: string, lon: number, more: Partial<Job> = {}): Job => ({
  ...stop(folio, lon),
  department: "roads",
  skills: ["asphalt"],
  sector: "centre",
  ...more,
});
const crew = (code: string, lon: number, more: Partial<Crew> = {}): Crew => ({
  code,
  department: "roads",
  skills: ["asphalt"],
  capacity: 10,
  place: { lon, lat: 0 },
  placedAt: NOW,
  sector: "centre",
  onShift: true,
  stops: [],
  ways: [],
  ...more,
});
const rank = (jobs: Job[], crews: Crew[]) =>
  rankBrigades(
    NOW,
    jobs,
    crews.map((each) => ({ ...each, ways: jobs.map((to) => way(each.place, to)) })),
    way,
  );
const codesOf = (ranked: ReturnType<typeof rank>) => ranked.map(({ code }) => code);

describe("the brigade that should go", () => {
  test("is the nearest, when all else is alike", () => {
    const ranked = rank([job("J", 0)], [crew("far", 1), crew("near", 0.1)]);
    expect(codesOf(ranked)).toEqual(["near", "far"]);
    expect(ranked[0]).toMatchObject({ etaSeconds: 360, reasons: { costs: { eta: 6 } } });
    expect(ranked[1]?.score).toBe(0.5);
  });

  test.each<[string, Partial<Crew>, Partial<ReturnType<typeof rank>[number]["reasons"]>]>([
    ["has what is needed", { skills: ["paint"] }, { missingSkills: ["asphalt"] }],
    ["is on its shift", { onShift: false }, { onShift: false }],
    ["is of the report's department", { department: "parks" }, { sameDepartment: false }],
    [
      "is not full already",
      { stops: Array.from({ length: 10 }, (_, i) => stop(`S${i}`, 0)) },
      { openStops: 10 },
    ],
    ["is known to be there", { placedAt: null }, { from: "depot", positionSeconds: null }],
    ["has been heard of lately", { placedAt: NOW - HOUR }, { positionSeconds: 3600 }],
    ["has its depot in that sector", { sector: "west" }, { sameSector: false }],
  ])("is one that %s, though another is a little nearer", (_, less, reasons) => {
    const ranked = rank([job("J", 0)], [crew("nearer", 0.01, less), crew("fit", 0.05)]);
    expect(codesOf(ranked)).toEqual(["fit", "nearer"]);
    expect(ranked[1]?.reasons).toMatchObject(reasons);
  });

  test("is not the one that would be late elsewhere for it", () => {
    // Half an hour at each; the stop is due in an hour and a half, and an hour away from the job.
    const tight = stop("S", 1, { dueAt: NOW + 1.6 * HOUR });
    const urgent = job("J", 0, { dueAt: NOW + HOUR });
    const ranked = rank([urgent], [crew("busy", 0, { stops: [tight] }), crew("free", 0.3)]);
    expect(codesOf(ranked)).toEqual(["free", "busy"]);
    expect(ranked[1]?.reasons).toMatchObject({
      madeLate: { count: 1, folios: ["S"] },
      costs: { late: 30 },
    });
  });

  test("does what is due earlier first, and so may come too late itself", () => {
    const ranked = rank(
      [job("J", 0, { dueAt: NOW + 2 * HOUR })],
      [crew("busy", 0, { stops: [stop("S", 1, { dueAt: NOW + 1.5 * HOUR })] })],
    );
    // To S, an hour, half an hour there, and back.
    expect(ranked[0]).toMatchObject({
      etaSeconds: 0,
      reasons: { inTurnSeconds: 2.5 * 3600, lateThemselves: ["J"], madeLate: { count: 0 } },
    });
  });

  test("ends what it has begun before anything else", () => {
    const begun = stop("S", 1, { status: "in-progress", dueAt: NOW + 20 * HOUR, workMinutes: 60 });
    const [only] = rank([job("J", 1, { dueAt: NOW + HOUR })], [crew("busy", 1, { stops: [begun] })]);
    expect(only?.reasons.inTurnSeconds).toBe(1800);
  });

  test("goes to several reports as to one job: the nearest first, then from each to the next", () => {
    const jobs = [job("far", 3, { dueAt: NOW + 4 * HOUR }), job("near", 1), job("middle", 2)];
    const [only] = rank(jobs, [crew("one", 0)]);
    // Three hours on the way and two visits before the last, which is done after four and a half.
    expect(only).toMatchObject({ etaSeconds: 3600, reasons: { lateThemselves: ["far"] } });
  });

  test("is not told of stops that the asker may not see, but of how many there are", () => {
    const tight = [stop("S", 1, { dueAt: NOW + 1.6 * HOUR }), stop("T", 1, { dueAt: NOW + 2.1 * HOUR })];
    const busy = { ...crew("busy", 0, { stops: tight }), ways: [0] };
    const [only] = rankBrigades(
      NOW,
      [job("J", 0, { dueAt: NOW + HOUR })],
      [busy],
      way,
      (folio) => folio === "T",
    );
    expect(only?.reasons.madeLate).toEqual({ count: 2, folios: ["T"] });
  });
});

test("what is late already counts against nobody", () => {
  const late = stop("S", 1, { dueAt: NOW - HOUR });
  const ranked = rank([job("J", 0, { dueAt: NOW - HOUR })], [crew("one", 1, { stops: [late] })]);
  expect(ranked[0]?.reasons).toMatchObject({
    madeLate: { count: 0 },
    lateThemselves: [],
    costs: { late: 0 },
  });
});

test("the score is what the costs say, between 0 and 1, and falls down the list; so do the minutes that are shown, which add up", () => {
  const anyCrew = fc.record({
    lon: fc.double({ min: 0, max: 5, noNaN: true }),
    onShift: fc.boolean(),
    department: fc.constantFrom("roads", "parks"),
    heard: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    dues: fc.array(fc.double({ min: -1, max: 9, noNaN: true }), { maxLength: 12 }),
  });
  fc.assert(
    fc.property(fc.array(anyCrew, { minLength: 1, maxLength: 8 }), (crews) => {
      const ranked = rank(
        [job("J", 0), job("K", 1)],
        crews.map(({ lon, dues, heard, ...more }, i) =>
          crew(`C${i}`, lon, {
            ...more,
            placedAt: heard === null ? null : NOW - heard * HOUR,
            stops: dues.map((hours, s) => stop(`${i}-${s}`, s, { dueAt: NOW + hours * HOUR })),
          }),
        ),
      );
      expect(ranked).toHaveLength(crews.length);
      const shown = ranked.map(({ reasons }) => wholeMinutes(reasons.costs));
      for (const [i, { total, each }] of shown.entries()) {
        expect(Object.values(each).reduce((all, cost) => all + cost)).toBe(total);
        expect(Object.values(each).every((cost) => Number.isInteger(cost) && cost >= 0)).toBe(true);
        expect(total).toBeGreaterThanOrEqual(shown[i - 1]?.total ?? 0);
      }
      for (const [i, { score, reasons }] of ranked.entries()) {
        const minutes = Object.values(reasons.costs).reduce((all, cost) => all + cost);
        expect(score).toBeCloseTo(1 / (1 + minutes / 60), 12);
        expect(score > 0 && score <= 1 && score <= (ranked[i - 1]?.score ?? 1)).toBe(true);
      }
    }),
  );
});

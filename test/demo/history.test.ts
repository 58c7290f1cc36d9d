/** The made-up past: what it promises to the server, and that what was planted in it can be found again. */
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import type { Base, City } from "#contract/city";
import { HistoricReport } from "#contract/history";
import { generateHistory, type History, SOURCE } from "#demo/history";
import { localTime, shiftsOf, weekdayOf } from "#demo/local-time";
import { metresBetween, middleOf, planeAt } from "#demo/plane";
import { plantTruth, type Truth } from "#demo/truth";
import { weatherOf } from "#demo/weather";
import { createLocator } from "#geo/boundary";
import { loadCity } from "#server/city/load-city";
import { toyBase, toyCity } from "./toy-city.ts";

/** A Monday, 10:00 in San Pedro. */
const now = Date.parse("2026-11-23T16:00:00Z");
// The seed that the demo ships with.
const seed = "cuadrilla";
const HOUR = 3_600_000;

let city: City;
let base: Base;
let truth: Truth;
let history: History;
let all: HistoricReport[];

beforeAll(async () => {
  ({ city, base } = await loadCity(fileURLToPath(new URL("../../cities/san-pedro", import.meta.url))));
  truth = plantTruth(city, base, seed);
  history = generateHistory({ city, base, seed, now });
  all = [...history.months()].flatMap((month) => month.reports);
});

const isOpen = (report: HistoricReport) => report.moves.at(-1)?.to !== "closed";
const share = <T>(list: T[], test: (item: T) => boolean) => list.filter(test).length / list.length;

describe("the run", () => {
  test("the same city, seed and day give the same reports, and another seed gives others", () => {
    const again = generateHistory({ city, base, seed, now }).month(3);
    expect(again).toEqual(history.month(3));
    expect(generateHistory({ city, base, seed: "other", now }).month(3)).not.toEqual(again);
  });

  test("an hour later the day has the same reports, only more of them", () => {
    const later = generateHistory({ city, base, seed, now: now + HOUR }).month(0).reports;
    const ids = later.map((report) => report.sourceId);
    const before = history.month(0).reports.map((report) => report.sourceId);
    expect(ids.slice(0, before.length)).toEqual(before);
  });

  test("the latest month made alone is the latest month of the full run", () => {
    const alone = generateHistory({ city, base, seed, now }).month(0).reports;
    expect(alone).toEqual(all.slice(0, alone.length));
  });

  test("24 months, latest first, without gap or overlap, make 60,000 reports within five per cent", () => {
    const months = [...history.months()];
    expect(months).toHaveLength(24);
    expect(months[0]).toMatchObject({ to: "2026-11-23", from: "2026-10-24" });
    expect(months.at(-1)).toMatchObject({ from: "2024-11-24" });
    const days = months.map(({ from, to }) => [Date.parse(from), Date.parse(to)] as const);
    for (let i = 1; i < days.length; i++) expect(days[i]?.[1]).toBe((days[i - 1]?.[0] ?? 0) - 24 * HOUR);
    expect(all.length).toBeGreaterThan(57_000);
    expect(all.length).toBeLessThan(63_000);
  });

  test("each report keeps the contract and has a number of its own", () => {
    for (const report of all) {
      const parsed = HistoricReport.safeParse(report);
      if (!parsed.success) expect.fail(`${report.sourceId}: ${parsed.error.message}`);
    }
    expect(new Set(all.map((report) => report.sourceId)).size).toBe(all.length);
    expect(new Set(all.map((report) => report.source))).toEqual(new Set([SOURCE]));
  });

  test("every report lies within the boundary, and none on a hill", () => {
    const boundary = createLocator([{ geometry: city.boundary }]);
    const hills = createLocator(
      base.features.flatMap(({ geometry, properties }) =>
        properties.kind === "hill" && geometry.type !== "Point" && geometry.type !== "LineString"
          ? [{ geometry }]
          : [],
      ),
    );
    expect(all.filter(({ lon, lat }) => boundary(lon, lat) !== 0)).toEqual([]);
    expect(all.filter(({ lon, lat }) => hills(lon, lat) >= 0)).toEqual([]);
  });

  test("a month that does not exist is refused by its number", () => {
    expect(() => history.month(24)).toThrow("index must be from 0 to 23, is 24");
  });
});

describe("the moves", () => {
  const allowed: Record<string, string[]> = {
    received: ["assigned", "closed"],
    assigned: ["en-route", "in-progress", "closed"],
    "en-route": ["in-progress", "closed"],
    "in-progress": ["closed"],
    closed: ["reopened"],
    reopened: ["assigned", "closed"],
  };

  test("each is allowed after the one before, comes later, and not after now", () => {
    for (const report of all) {
      let status = "received";
      let at = report.receivedAt;
      for (const move of report.moves) {
        if (!allowed[status]?.includes(move.to) || move.at <= at || move.at > now)
          expect.fail(`${report.sourceId}: ${status} at ${at} → ${JSON.stringify(move)}`);
        status = move.to;
        at = move.at;
      }
    }
  });

  test("reasons fit what they are the reason of, and a late closing says why it was late", () => {
    const uses = new Map(city.reasons.map((reason) => [reason.code, reason.use]));
    const useOf = { resolved: "resolve", rejected: "reject", duplicate: "duplicate", cancelled: "cancel" };
    for (const { moves, dueAt, sourceId } of all) {
      for (const move of moves) {
        if (move.outcome && uses.get(move.reason ?? "") !== useOf[move.outcome]) expect.fail(sourceId);
        if (move.to === "reopened" && uses.get(move.reason ?? "") !== "reopen") expect.fail(sourceId);
        if (move.lateReason && uses.get(move.lateReason) !== "late") expect.fail(sourceId);
      }
      const last = moves.at(-1);
      if (last?.to === "closed" && last.at > dueAt !== (last.lateReason !== undefined)) expect.fail(sourceId);
    }
  });

  test("brigades have the skills, and are on duty when they set out", () => {
    const shifts = shiftsOf(city, localTime(city.timeZone));
    const index = new Map(city.brigades.map((brigade, i) => [brigade.code, i]));
    const services = new Map(city.services.map((service) => [service.code, service]));
    for (const { moves, service, sourceId } of all) {
      for (const move of moves) {
        if (move.brigade === undefined) continue;
        const i = index.get(move.brigade) ?? -1;
        const { skills = [] } = services.get(service) ?? {};
        if (!skills.every((skill) => city.brigades[i]?.skills.includes(skill))) expect.fail(sourceId);
        if (move.to === "en-route" && !shifts.during(i, move.at)) expect.fail(`${sourceId}: off duty`);
      }
    }
  });
});

describe("the open ones now", () => {
  test("are some hundreds, most of them comfortable, some late", () => {
    const open = all.filter(isOpen);
    expect(open.length).toBeGreaterThan(400);
    expect(open.length).toBeLessThan(700);
    const late = share(open, (report) => report.dueAt < now);
    expect(late).toBeGreaterThan(0.08);
    expect(late).toBeLessThan(0.2);
    const statuses = new Set(open.map((report) => report.moves.at(-1)?.to));
    expect(statuses).toEqual(new Set([undefined, "assigned", "en-route", "in-progress", "reopened"]));
  });

  test("are under way with one brigade each, which is on duty", () => {
    const shifts = shiftsOf(city, localTime(city.timeZone));
    const brigades = all
      .map((report) => report.moves.at(-1))
      .flatMap((last) => (last?.to === "en-route" || last?.to === "in-progress" ? [last.brigade] : []));
    expect(brigades.length).toBeGreaterThan(8);
    expect(new Set(brigades).size).toBe(brigades.length);
    for (const code of brigades) {
      const index = city.brigades.findIndex((brigade) => brigade.code === code);
      expect(shifts.during(index, now)).toBeDefined();
    }
  });
});

describe("the evening", () => {
  test("has eight brigades or more on duty from Monday to Saturday, and some on Sunday", () => {
    const shifts = shiftsOf(city, localTime(city.timeZone));
    // From Monday at 15:00 on.
    const monday = now + 5 * HOUR;
    for (let day = 0; day < 7; day++) {
      for (let hour = 0; hour < 7; hour++) {
        const at = monday + (day * 24 + hour) * HOUR;
        const onDuty = city.brigades.filter((_, i) => shifts.during(i, at)).length;
        expect(onDuty, new Date(at).toISOString()).toBeGreaterThanOrEqual(day < 6 ? 8 : 4);
        expect(onDuty, new Date(at).toISOString()).toBeLessThanOrEqual(12);
      }
    }
  });

  test.each([7, 10, 5 * 24 + 7])("%d hours later it is as alive as the morning", (hours) => {
    const later = now + hours * HOUR;
    const months = [...generateHistory({ city, base, seed, now: later }).months()];
    const open = months.flatMap((month) => month.reports).filter(isOpen);
    expect(open.length).toBeGreaterThan(400);
    expect(open.length).toBeLessThan(700);
    const late = share(open, (report) => report.dueAt < later);
    expect(late).toBeGreaterThan(0.08);
    expect(late).toBeLessThan(0.18);
    const underWay = open.filter((r) => ["en-route", "in-progress"].includes(r.moves.at(-1)?.to ?? ""));
    expect(underWay.length).toBeGreaterThan(5);
  });
});

describe("the rhythm", () => {
  const time = localTime("America/Monterrey");
  const hourOf = (report: HistoricReport) => Math.floor(time.sinceMidnight(report.receivedAt) / HOUR);

  test("mornings are busy, nights are not, and noise is the other way round", () => {
    const at = (from: number, to: number) =>
      share(all, (r) => hourOf(r) >= from && hourOf(r) < to) / (to - from);
    expect(at(9, 12) / at(2, 5)).toBeGreaterThan(8);
    const noise = all.filter((report) => report.service === "ruido");
    expect(share(noise, (r) => hourOf(r) >= 21 || hourOf(r) < 3)).toBeGreaterThan(0.45);
  });

  test("a Monday has twice the reports of a Sunday", () => {
    const on = (weekday: number) => all.filter((r) => weekdayOf(time.dayOf(r.receivedAt)) === weekday).length;
    expect(on(0) / on(6)).toBeGreaterThan(1.7);
    expect(on(0) / on(6)).toBeLessThan(2.9);
  });

  test("the wet half of the year floods more streets than the dry one", () => {
    const floods = all.filter((report) => report.service === "encharcamiento");
    const wet = floods.filter((r) => /-(05|06|07|08|09|10)-/.test(r.sourceId.slice(4, 8))).length;
    expect(wet / (floods.length - wet)).toBeGreaterThan(1.5);
  });

  test("a storm brings down trees, floods streets and kills traffic lights", () => {
    const weather = weatherOf(seed, middleOf(city.bounds)[1]);
    const perDay = (service: string, stormy: boolean) => {
      const days = new Map<number, number>();
      for (const { receivedAt } of all) {
        const day = time.dayOf(receivedAt);
        if (weather(day).storm > 0.4 === stormy && !days.has(day)) days.set(day, 0);
      }
      for (const report of all) {
        const day = time.dayOf(report.receivedAt);
        if (report.service === service && days.has(day)) days.set(day, (days.get(day) ?? 0) + 1);
      }
      return [...days.values()].reduce((a, b) => a + b, 0) / days.size;
    };
    for (const service of ["arbol-caido", "encharcamiento", "semaforo"])
      expect(perDay(service, true) / perDay(service, false), service).toBeGreaterThan(2.5);
    expect(perDay("bache", true) / perDay("bache", false)).toBeLessThan(2);
  });

  test("27 % end late, as the city says of itself; some are rejected, doubled, cancelled, reopened", () => {
    const closed = all.filter((report) => !isOpen(report));
    const late = share(closed, (report) => (report.moves.at(-1)?.at ?? 0) > report.dueAt);
    expect(late).toBeGreaterThan(0.25);
    expect(late).toBeLessThan(0.29);
    for (const outcome of ["rejected", "duplicate", "cancelled"] as const) {
      const part = share(closed, (report) => report.moves.at(-1)?.outcome === outcome);
      expect(part, outcome).toBeGreaterThan(0.01);
      expect(part, outcome).toBeLessThan(0.08);
    }
    expect(share(all, (r) => r.moves.some((move) => move.to === "reopened"))).toBeGreaterThan(0.03);
  });

  test("texts are many and short, and nobody writes the same one all the time", () => {
    const texts = all.flatMap((report) => report.description ?? []);
    expect(texts.length / all.length).toBeGreaterThan(0.7);
    expect(new Set(texts).size).toBeGreaterThan(10_000);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThan(200);
  });
});

describe("what was planted", () => {
  test("near a chronic spot its service comes many times as often as elsewhere, while it is active", () => {
    const plane = planeAt(middleOf(city.bounds));
    const places = all.map((r) => ({ ...r, point: plane.toMetres([r.lon, r.lat]) }));
    expect(truth.chronicSpots).toHaveLength(12);
    for (const spot of truth.chronicSpots) {
      const centre = plane.toMetres([spot.lon, spot.lat]);
      const active = places.filter((r) => {
        const monthsAgo = (now - r.receivedAt) / (30.44 * 24 * HOUR);
        const month = Number(r.sourceId.slice(5, 7));
        const within = monthsAgo <= spot.monthsAgo.from && monthsAgo >= spot.monthsAgo.to;
        return within && (spot.season?.includes(month) ?? true);
      });
      const near = active.filter((r) => metresBetween(r.point, centre) < spot.radius);
      const ours = share(near, (r) => r.service === spot.service);
      const usual = share(active, (r) => r.service === spot.service);
      expect(ours / usual, `${spot.service} at ${spot.lon}, ${spot.lat}`).toBeGreaterThan(3);
    }
  });

  test("failing services end late at least twice as often as the others", () => {
    const late = (reports: HistoricReport[]) =>
      share(
        reports.filter((r) => r.moves.at(-1)?.outcome === "resolved"),
        (r) => (r.moves.at(-1)?.at ?? 0) > r.dueAt,
      );
    const failing = new Set(truth.failingServices.map(({ service }) => service));
    expect(failing.size).toBe(3);
    const others = late(all.filter((r) => !failing.has(r.service)));
    for (const service of failing) {
      expect(late(all.filter((r) => r.service === service)) / others, service).toBeGreaterThan(2);
    }
  });

  test("brigades that close without having fixed are reopened five times as often as the others", () => {
    const closings = all.flatMap((report) =>
      report.moves.flatMap((move, i) =>
        move.outcome === "resolved" && move.brigade && now - move.at > 30 * 24 * HOUR
          ? [{ brigade: move.brigade, held: report.moves[i + 1]?.to !== "reopened" }]
          : [],
      ),
    );
    const planted = new Map(truth.falseClosures.map(({ brigade, rate }) => [brigade, rate]));
    const honest = share(
      closings.filter(({ brigade }) => !planted.has(brigade)),
      ({ held }) => !held,
    );
    for (const [brigade, rate] of planted) {
      const reopened = share(
        closings.filter((closing) => closing.brigade === brigade),
        ({ held }) => !held,
      );
      expect(reopened / honest, brigade).toBeGreaterThan(5);
      expect(Math.abs(reopened - rate), brigade).toBeLessThan(0.1);
    }
  });

  test("overloaded brigades do twice the work of idle ones of their department", () => {
    const visits = (code: string) => all.filter((r) => r.moves.some((move) => move.brigade === code)).length;
    const department = new Map(city.brigades.map((brigade) => [brigade.code, brigade.department]));
    const of = (load: string) => truth.imbalance.filter((planted) => planted.load === load);
    expect(of("overloaded").length).toBeGreaterThan(2);
    const shift = new Map(city.brigades.map((brigade) => [brigade.code, brigade.shift]));
    for (const busy of of("overloaded")) {
      const idle = of("idle").find((p) => department.get(p.brigade) === department.get(busy.brigade));
      expect(visits(busy.brigade) / visits(idle?.brigade ?? ""), busy.brigade).toBeGreaterThan(1.8);
      // The hours are no excuse.
      expect(shift.get(busy.brigade), busy.brigade).toEqual(shift.get(idle?.brigade ?? ""));
    }
  });

  test("the same facts for the same seed", () => {
    expect(plantTruth(city, base, seed)).toEqual(truth);
    expect(plantTruth(city, base, "other")).not.toEqual(truth);
  });
});

test("another city, southern, with daylight saving and in another language, has a past too", () => {
  const toy = generateHistory({ city: toyCity, base: toyBase, seed, now, months: 6, target: 3_000 });
  const reports = [...toy.months()].flatMap((month) => month.reports);
  expect(reports.length).toBeGreaterThan(2_800);
  expect(reports.length).toBeLessThan(3_200);
  expect(reports.every((report) => HistoricReport.safeParse(report).success)).toBe(true);
  expect(reports.some((report) => report.description !== undefined)).toBe(false);
});

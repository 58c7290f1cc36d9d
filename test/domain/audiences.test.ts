/** What each audience is told, folded, is what it may see: over logs that could have happened. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Audience, type Role, roles } from "#contract/actor";
import type { Logged } from "#contract/events";
import { EventBatch, PROTOCOL } from "#contract/live";
import type { LiveReport } from "#contract/report";
import { audienceOf, keyOf, project, seen, seesAlert, type ViewRules } from "#domain/audience";
import { fold, type LiveCity } from "#domain/fold";
import { anonymous, type Principal, reach } from "#domain/may";
import { publicReport } from "#domain/public";
import { cityCodes, columnNames, ReportTable, whenNotTold } from "#domain/report-table";
import { decodeSnapshot, encodeSnapshot } from "#domain/snapshot";
import { cellCentre } from "#geo/hexagon";
import { diceOf, emptyCity, happenLogged, wholeOf } from "#test/client/random-log";
import { smallCity } from "#test/client/small-city";
import { aReport } from "./any-report.ts";

const AT = 1_700_000_000_000;
const places = { pothole: "exact", "street-light": "area", tree: "none" } as const;
const rules: ViewRules = {
  departmentOf: (code) => smallCity.services.find((service) => service.code === code)?.department ?? null,
  brigadeId: (code) => ({ "works-1": 0, "works-2": 1, "parks-1": 2 })[code],
  brigadeDepartment: (id) => ["works", "works", "parks"][id] ?? null,
  public: {
    placeOf: (code) => places[code as keyof typeof places] ?? "none",
    sectorOf: (lon) => (lon < -100.37 ? "centro" : "valle"),
    brigades: false,
  },
};
const audiences: Audience[] = [
  { kind: "ops", department: null },
  { kind: "ops", department: "parks" },
  { kind: "field", brigade: "works-1" },
  { kind: "field", brigade: "parks-1" },
  { kind: "public" },
  { kind: "ops", department: null, blind: true },
  { kind: "field", brigade: "works-1", blind: true },
];

/** An audience's view of a city, as bytes: a snapshot. */
function snapshotFor(audience: Audience, city: LiveCity): LiveCity {
  const codes = cityCodes(smallCity);
  const reports = new ReportTable(codes);
  for (let row = 0; row < city.reports.count; row++) {
    const report = seen(audience, city.reports.at(row), rules);
    if (report) reports.set(report);
  }
  const told = columnNames.filter((name) => audience.kind !== "public" || whenNotTold[name] === undefined);
  const head = {
    protocol: PROTOCOL,
    log: city.log,
    audience: keyOf(audience),
    cursor: city.cursor,
    at: AT,
    city: "x",
    count: reports.count,
    columns: told,
    brigades: [],
    elsewhere: elsewhereFor(audience, city),
    alerts: [...city.alerts.values()].filter((alert) => seesAlert(audience, alert)),
    warnings: [...city.warnings.values()],
    warningsUnreadSince: city.warningsUnreadSince,
  };
  return decodeSnapshot(encodeSnapshot(head, reports.columns), codes, "x");
}

/** One by one: the open reports of other departments that a department's own brigades have. */
function elsewhereFor(audience: Audience, city: LiveCity): [number, number][] {
  if (audience.kind !== "ops" || audience.department === null) return [];
  const { department } = audience;
  const all = Array.from({ length: city.reports.count }, (_, row) => city.reports.at(row));
  const counts = [0, 1, 2].map((id): [number, number] => {
    const theirs = all.filter(
      ({ brigade, status, service }) =>
        brigade === id && status !== "closed" && rules.departmentOf(service) !== department,
    );
    return [id, rules.brigadeDepartment(id) === department ? theirs.length : 0];
  });
  return counts.filter(([, count]) => count > 0);
}

/** A batch of the audience, as it arrives. */
function batch(audience: Audience, log: readonly Logged[], from: number, to: number): EventBatch {
  const events = log.slice(from, to).flatMap((event) => project(audience, event, rules) ?? []);
  return EventBatch.parse(JSON.parse(JSON.stringify({ from, to, events })));
}

const anyDelivery = fc.record({
  seed: fc.nat(),
  length: fc.integer({ min: 1, max: 150 }),
  start: fc.nat(),
  /** How many events a batch has, how many it repeats, and whether it comes twice. */
  batches: fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.nat({ max: 10 }), fc.boolean()), {
    maxLength: 30,
  }),
});

describe.each(audiences.map((audience): [string, Audience] => [keyOf(audience), audience]))(
  "%s",
  (_, audience) => {
    test("FD1 AU6 a snapshot and what is told after it give the later snapshot, whatever is repeated or resumed", () => {
      let told = 0;
      fc.assert(
        fc.property(anyDelivery, ({ seed, length, start, batches }) => {
          const city = emptyCity();
          const dice = diceOf(seed);
          const log: Logged[] = [];
          const from = start % length;
          let reader: LiveCity = snapshotFor(audience, city);
          for (let i = 0; i < length; i++) {
            if (i === from) reader = snapshotFor(audience, city);
            log.push(happenLogged(city, AT + i * 60_000, dice));
          }
          const take = ({ to, events }: EventBatch) => {
            told += events.length;
            for (const event of events) fold(reader, event);
            reader.cursor = Math.max(reader.cursor, to);
          };
          for (const [size, again, twice] of [...batches, [length, 0, false] as const]) {
            const begin = Math.max(0, reader.cursor - again);
            const message = batch(audience, log, begin, Math.min(length, reader.cursor + size));
            take(message);
            if (twice) take(message);
          }
          expect(wholeOf(reader)).toEqual(wholeOf(snapshotFor(audience, city)));
        }),
      );
      expect(told).toBeGreaterThan(100);
    });
  },
);

describe("whose view somebody gets", () => {
  const some = (role: Role, more: Partial<Principal> = {}): Principal => ({
    ...anonymous,
    actor: { role, id: "x" },
    ...more,
  });
  const viewOf = (who: Principal) => {
    const found = reach(who, "live.subscribe");
    return found && keyOf(audienceOf(who, found));
  };

  test("AU1 AU2 is decided by who they are", () => {
    const limits = { department: "parks", brigade: "parks-1" };
    expect(Object.fromEntries(roles.map((role) => [role, viewOf(some(role, limits))]))).toEqual({
      anonymous: "public",
      citizen: "public",
      brigade: "field:parks-1",
      operator: "ops:parks",
      supervisor: "ops:parks",
      planner: "ops:parks",
      administrator: "ops",
      device: "field:parks-1/blind",
      integration: "ops",
      kiosk: "ops:parks",
      system: "ops",
    });
    expect(viewOf(some("operator"))).toBe("ops");
    expect(viewOf(some("integration", { scopes: ["live.subscribe", "position.see"] }))).toBe("ops");
    expect(viewOf(some("integration", { scopes: ["live.subscribe"] }))).toBe("ops/blind");
    expect(viewOf(some("brigade"))).toBeUndefined();
    expect(viewOf(some("integration", { scopes: ["report.create"] }))).toBeUndefined();
  });
});

describe("the public", () => {
  const told = (report: LiveReport) => publicReport(report, rules.public);

  test("AU4 is told these fields of a report, and no other", () => {
    expect(Object.keys(told(aReport()) ?? {}).sort()).toEqual([
      "alert",
      "closedAt",
      "dueAt",
      "folio",
      "id",
      "lat",
      "lon",
      "outcome",
      "promisedAt",
      "reason",
      "receivedAt",
      "reopenings",
      "sector",
      "service",
      "status",
      "version",
    ]);
  });

  test("AU3 is told the middle of a hexagon and its sector where a service says so, the same for all places in it", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.01, max: 0.01, noNaN: true }),
        fc.double({ min: -0.01, max: 0.01, noNaN: true }),
        (x, y) => {
          const report = aReport({
            service: "street-light",
            lon: -100.37 + x,
            lat: 25.65 + y,
            sector: "somewhere",
          });
          const middle = cellCentre(report.lon, report.lat, 9);
          expect(told(report)).toMatchObject({
            ...middle,
            sector: rules.public.sectorOf(middle.lon, middle.lat),
          });
        },
      ),
    );
  });

  test("AU3 is never told of a service that is not shown, nor of one that the city does not have", () => {
    for (const service of ["tree", "of-another-year"]) {
      expect(told(aReport({ service }))).toBeUndefined();
      const about = { service, brigade: null, brigadeBefore: null };
      const event: Logged = {
        seq: 1,
        at: AT,
        reportId: 7,
        version: 2,
        kind: "report.overdue",
        body: {},
        about,
      };
      expect(project({ kind: "public" }, event, rules)).toBeUndefined();
    }
  });
});

describe("what positions gave rise to", () => {
  const head = { seq: 9, at: AT, reportId: null, version: null, about: null };
  const entered: Logged = {
    ...head,
    kind: "brigade.entered",
    body: { brigade: 0, area: "sector", code: "centro", since: AT },
  };
  const left: Logged = {
    ...head,
    reportId: 7,
    version: 4,
    kind: "report.left",
    body: { brigade: 0, since: AT, seconds: 900 },
    about: { service: "pothole", brigade: 2, brigadeBefore: 2 },
  };
  const toldTo = (event: Logged) =>
    audiences.map((audience) => project(audience, event, rules)?.kind ?? null);

  test("AU4 is told to operators and to the brigade itself, and to nobody else", () => {
    expect(toldTo(entered)).toEqual([
      "brigade.entered",
      "brigade.entered",
      "brigade.entered",
      null,
      null,
      null,
      null,
    ]);
  });

  test("AU11 is told to nobody who may not see positions, though a report that was visited has its version", () => {
    const visited: Logged = { ...left, about: { service: "pothole", brigade: 0, brigadeBefore: 0 } };
    expect(toldTo(visited).slice(-2)).toEqual(["report.touched", "report.touched"]);
    expect(JSON.stringify(audiences.slice(-2).map((one) => project(one, visited, rules)))).not.toContain(
      "900",
    );
  });

  test("AU6 at a report that is another brigade's by now, or another department's, is no more than a version", () => {
    expect(toldTo(left)).toEqual([
      "report.left",
      null,
      null,
      "report.touched",
      "report.touched",
      "report.touched",
      null,
    ]);
  });
});

describe("a report that another service is found for", () => {
  const toldOf = (service: string, serviceBefore: string) => {
    const report = aReport({ service, version: 4 });
    const about = { service, serviceBefore, brigade: null, brigadeBefore: 0 };
    const head = { seq: 9, at: AT, reportId: 7, version: 4, about };
    const event: Logged = { ...head, kind: "report.corrected", body: { report } };
    return audiences.map((audience) => project(audience, event, rules)?.kind ?? null);
  };

  test("AU6 leaves one department's view and comes whole into the other's", () => {
    expect(toldOf("tree", "pothole")).toEqual([
      "report.corrected",
      "report.entered",
      "report.gone",
      null,
      "report.gone",
      "report.corrected",
      "report.gone",
    ]);
  });

  test("AU6 AU3 comes into everybody's view with as much of its place as its new service shows", () => {
    expect(toldOf("street-light", "tree")).toEqual([
      "report.corrected",
      "report.gone",
      "report.gone",
      null,
      "report.entered",
      "report.corrected",
      "report.gone",
    ]);
    expect(toldOf("street-light", "pothole").at(4)).toBe("report.entered");
  });
});

test("AU12 of a report that a department does not see it is told that a brigade of its own has one more, and not which", () => {
  const about = { service: "pothole", brigade: 2, brigadeBefore: 0 };
  const assigned: Logged = {
    seq: 9,
    at: AT,
    reportId: 7,
    version: 4,
    kind: "report.assigned",
    body: { brigade: 2 },
    about,
  };
  const told = (event: Logged) => project({ kind: "ops", department: "parks" }, event, rules);
  const head = { seq: 9, at: AT, reportId: null, version: null, kind: "brigade.elsewhere" };
  expect(told(assigned)).toEqual({ ...head, body: { elsewhere: [{ brigade: 2, by: 1 }] } });
  // From one of its own to one that is another department's, and among those of others.
  const away = { ...assigned, about: { ...about, brigade: 0, brigadeBefore: 2 } };
  expect(told(away)).toEqual({ ...head, body: { elsewhere: [{ brigade: 2, by: -1 }] } });
  expect(told({ ...assigned, about: { ...about, brigade: 1, brigadeBefore: 0 } })).toBeUndefined();
});

test("AU4 AU8 a merger is a closing, no event names the other report, and what is written about a report a version", () => {
  const about = { service: "pothole", brigade: 0, brigadeBefore: 0 };
  const head = { seq: 9, at: AT, reportId: 7, version: 4, about };
  const told = (event: Logged) => audiences.map((audience) => project(audience, event, rules) ?? null);
  const merged = told({ ...head, kind: "report.merged", body: { into: aReport().folio, reason: "same" } });
  const closed = { kind: "report.closed", body: { outcome: "duplicate", reason: "same" } };
  const duplicate = { outcome: "duplicate", reason: "same", duplicateOf: aReport().folio } as const;
  const named = told({ ...head, kind: "report.closed", body: duplicate });
  for (const each of [merged, named]) {
    expect(each).toMatchObject([closed, null, closed, null, closed, closed, closed]);
    expect(JSON.stringify(each)).not.toContain(aReport().folio);
  }
  for (const event of [
    { ...head, kind: "report.noted", body: { note: "n1", visibility: "public" } },
    { ...head, kind: "report.asked", body: { note: "n1" } },
    { ...head, kind: "report.answered", body: { note: "n1" } },
  ] as const)
    expect(told(event).map((each) => each?.kind ?? null)).toEqual([
      event.kind,
      null,
      event.kind,
      null,
      "report.touched",
      event.kind,
      event.kind,
    ]);
});

test("AU6 a kind that nobody has thought of is told to nobody, but the version that it made is", () => {
  const about = { service: "pothole", brigade: 0, brigadeBefore: 0 };
  const secret = {
    seq: 9,
    at: AT,
    reportId: 7,
    version: 4,
    kind: "report.whispered",
    body: { text: "secret" },
    about,
  };
  for (const audience of [...audiences.slice(2, 3), ...audiences.slice(4, 5)])
    expect(project(audience, secret as Logged, rules)).toEqual({
      seq: 9,
      at: AT,
      reportId: 7,
      version: 4,
      kind: "report.touched",
      body: {},
    });
  expect(
    JSON.stringify(audiences.map((audience) => project(audience, secret as Logged, rules))),
  ).not.toContain("secret");
});

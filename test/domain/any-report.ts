/** Reports of the small city as fast-check draws them: all that the contract allows, corners included. */
import fc from "fast-check";
import { alerts, type LiveReport, outcomes, statuses } from "#contract/report";
import type { MoveContext } from "#domain/decide-move";
import { folioCount, folioOf } from "#domain/folio";
import { smallCity } from "#test/client/small-city";

/** Instants of live reports are whole seconds on the wire. */
const instant = fc.integer({ min: 1, max: 4_294_967_295 }).map((seconds) => seconds * 1000);
/** Micro-degrees, as degrees. */
const degrees = (limit: number) => fc.integer({ min: -limit * 1e6, max: limit * 1e6 }).map((n) => n / 1e6);
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });

export const anyId = fc.integer({ min: 1, max: 4_294_967_295 });
export const anyVersion = fc.integer({ min: 1, max: 2_147_483_647 });
export const anyFolio = fc.integer({ min: 0, max: folioCount - 1 }).map(folioOf);

export const anyReport: fc.Arbitrary<LiveReport> = fc.record({
  id: anyId,
  folio: anyFolio,
  service: fc.constantFrom(...smallCity.services.map((service) => service.code)),
  lon: degrees(180),
  lat: degrees(90),
  sector: orNull(fc.constantFrom(...smallCity.sectors.map((sector) => sector.code))),
  status: fc.constantFrom(...statuses),
  version: anyVersion,
  receivedAt: instant,
  promisedAt: instant,
  dueAt: instant,
  brigade: orNull(fc.integer({ min: 0, max: 65_534 })),
  alert: fc.constantFrom(...alerts),
  reopenings: fc.integer({ min: 0, max: 255 }),
  outcome: orNull(fc.constantFrom(...outcomes)),
  reason: orNull(fc.constantFrom(...smallCity.reasons.map((reason) => reason.code))),
  closedAt: orNull(instant),
});

/** Reports that differ in id, as those of one city do. */
export const anyReports = fc.uniqueArray(anyReport, { selector: (report) => report.id, maxLength: 40 });

/** A report whose every field is unremarkable, with what the test is about. */
export function aReport(more: Partial<LiveReport> = {}): LiveReport {
  return {
    id: 7,
    folio: folioOf(7),
    service: "pothole",
    lon: -100.37,
    lat: 25.65,
    sector: "centro",
    status: "received",
    version: 1,
    receivedAt: 1_700_000_000_000,
    promisedAt: 1_700_000_000_000,
    dueAt: 1_700_100_000_000,
    brigade: null,
    alert: "none",
    reopenings: 0,
    outcome: null,
    reason: null,
    closedAt: null,
    ...more,
  };
}

/** What a rule about a move may look at, in a small city where every place is inside. */
export function aMoveContext(more: Partial<MoveContext> = {}): MoveContext {
  return {
    now: 1_700_000_400_000,
    actor: { role: "operator", id: "ana" },
    city: smallCity,
    brigadeId: (code) => ({ "works-1": 0, "works-2": 1, "parks-1": 2 })[code],
    dueAt: (_service, startAt) => startAt + 48 * 3_600_000,
    inside: () => true,
    sectorOf: (lon) => (lon < -100.37 ? "centro" : "valle"),
    past: [],
    into: undefined,
    ...more,
  };
}

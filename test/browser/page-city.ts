/** A small city with every kind of mark on it, behind the real server and the built page. */
import { join } from "node:path";
import type { Database } from "#server/db/database";
import { buildClient } from "../../bin/build-client.ts";
import { TestCity } from "../support/living-city.ts";
import { root } from "../support/test-database.ts";

const HOUR = 3_600_000;

/** Who is on shift, what is due and what is named on a line of time depend on the hour: the cities that take this clock have it in every run. */
const NOON_OF_A_TUESDAY = Date.parse("2026-11-24T12:20-06:00");
const lag = (Date.now() - NOON_OF_A_TUESDAY) % (7 * 24 * HOUR);
/** ms since the epoch, as if the tests had begun shortly after noon of the last Tuesday in San Pedro. */
export const fromTuesday = () => Date.now() - lag;

export interface PageCity {
  city: TestCity;
  /** Folio of a late, a comfortable, an assigned and a reopened report. */
  late: string;
  comfortable: string;
  assigned: string;
  reopened: string;
  /** Code of the brigade that has the assigned one. */
  brigade: string;
}

/** Starts the server on the built page; builds the page when its sources are newer. */
export async function startCity(
  more: { city?: string; database?: Database; port?: number; clock?: { now(): number } } = {},
): Promise<TestCity> {
  await buildClient(root);
  return TestCity.start({
    clientFolder: join(root, "dist"),
    gateway: { digestEveryMs: 1000, pulseEveryMs: 1000 },
    ...more,
  });
}

/** Inhabited places, some 300 m apart. */
export const places = Array.from({ length: 24 }, (_, i) => ({
  lon: -100.412 + (i % 6) * 0.003,
  lat: 25.654 + Math.floor(i / 6) * 0.003,
}));

export async function startPageCity(): Promise<PageCity> {
  let shift = -20 * 24 * HOUR;
  const city = await startCity({ clock: { now: () => fromTuesday() + shift } });
  const { services, brigades, departments } = city.ctx.rules.city;
  const service = (i: number) => services[i % services.length]?.code;
  const late = await city.report({ ...places[0], service: service(0), description: "Lleva semanas así." });
  await city.report({ ...places[1], service: service(1) });
  const held = await city.report({ ...places[2], service: service(2) });
  shift = -2 * HOUR;
  const closed = await city.move("close-report", held, {
    outcome: "resolved",
    reason: city.reason("resolve"),
    lateReason: city.reason("late"),
  });
  const reopened = await city.move("reopen-report", closed, { reason: city.reason("reopen") });
  shift = 0;
  const brigade = brigades.find((b) => b.department === departments[0]?.code)?.code ?? "";
  const received = await city.report({ ...places[3], service: service(3) });
  const assigned = await city.move("assign-report", received, { brigade });
  const comfortable = await city.report({ ...places[4], service: service(4) });
  for (const [i, place] of places.slice(5).entries()) await city.report({ ...place, service: service(i) });
  await city.send("POST", "/api/ingest/batch", {
    positions: [
      {
        brigade,
        at: new Date(fromTuesday()).toISOString(),
        lon: -100.4,
        lat: 25.6585,
        speed: 6,
        heading: 80,
      },
    ],
  });
  return {
    city,
    late: late.folio,
    comfortable: comfortable.folio,
    assigned: assigned.folio,
    reopened: reopened.folio,
    brigade,
  };
}

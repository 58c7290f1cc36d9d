/** The mappings in test/mappings with rows that their sources might write in another month: made up, not copied. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "#server/db/database";
import { readMapping } from "#server/import/read-mapping";
import { ImportDesk } from "#test/support/import-desk";
import { root, testDatabase } from "#test/support/test-database";

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

interface Taken {
  id: string;
  service: string;
  status: string;
  outcome: string | null;
  reason: string | null;
  archived: boolean;
}

async function taken(
  city: string,
  rows: string[],
): Promise<{ reports: Taken[]; reasons: Record<string, number> }> {
  const desk = await ImportDesk.takeOver(db, city);
  try {
    const path = join(root, "test/mappings", `${city}.json`);
    const mapping = await readMapping(path, "reports", desk.ctx.rules.city);
    const { reasons } = await desk.reports(desk.write("month.csv", rows.join("\r\n")), mapping);
    const reports = await db.query<Taken>(
      `SELECT source_id AS id, service, status, outcome, reason, archived
         FROM reports WHERE source = $1 ORDER BY source_id`,
      [mapping.source],
    );
    return { reports, reasons };
  } finally {
    await desk.close();
  }
}

async function takenFixes(
  city: string,
  rows: string[],
): Promise<{ at: string[]; reasons: Record<string, number> }> {
  const desk = await ImportDesk.takeOver(db, city);
  try {
    const path = join(root, "test/mappings", `${city}.json`);
    const mapping = await readMapping(path, "positions", desk.ctx.rules.city);
    const { reasons } = await desk.positions(desk.write("month.csv", rows.join("\n")), mapping);
    const at = await db.query<{ at: string }>(
      `SELECT b.code || ' ' || to_char(p.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS at
         FROM pings p JOIN brigades b ON b.id = p.brigade_id WHERE b.name LIKE $1 ORDER BY p.at`,
      [mapping.brigadeName.replace("{vehicle}", "%")],
    );
    return { at: at.map((row) => row.at), reasons };
  } finally {
    await desk.close();
  }
}

test("Boston: services, states and reasons never seen before, columns in another order and with more of them", async () => {
  const head =
    "latitude,longitude,case_id,case_topic,service_name,case_status,closure_reason,open_date,close_date,target_close_date,colour";
  const at = "42.3555,-71.0605";
  const { reports, reasons } = await taken("boston", [
    head,
    `${at},B-1,Graffiti Removal,Graffiti,Open,,2026-05-02 10:00:00+00,,2026-06-02 10:00:00+00,red`,
    `${at},B-2,,Street Light Outage,Escalated,,2026-05-02 10:00:00.5+00,,,`,
    `${at},B-3,Pothole,Pothole,Escalated,Case Invalid,2026-05-02 10:00:00+00,2026-05-03 10:00:00+00,,`,
    `${at},B-4,Pothole,Pothole,CLOSED,duplicate,2026-05-02 10:00:00-04,2026-05-03 10:00:00-04,,`,
    `${at},B-5,Pothole,Pothole,Canceled,,2025-05-02 10:00:00,2025-05-03 10:00:00,,`,
    `${at},B-6,Pothole,Pothole,Closed,Resolved,2026-05-02 10:00:00+00,,,`,
  ]);
  expect(reasons).toEqual({ "missing-closing-date": 1 });
  expect(reports).toEqual([
    { id: "B-1", service: "other", status: "received", outcome: null, reason: null, archived: false },
    {
      id: "B-2",
      service: "street-light-outage",
      status: "received",
      outcome: null,
      reason: null,
      archived: false,
    },
    { id: "B-3", service: "pothole", status: "closed", outcome: "resolved", reason: "done", archived: true },
    {
      id: "B-4",
      service: "pothole",
      status: "closed",
      outcome: "duplicate",
      reason: "same-problem",
      archived: true,
    },
    {
      id: "B-5",
      service: "pothole",
      status: "closed",
      outcome: "cancelled",
      reason: "on-request",
      archived: true,
    },
  ]);
});

test("Madrid: what was never seen closed stays open, in the archive", async () => {
  const head =
    "service_request_id,service_id,service_name,typology,requested_datetime,address,lat,long,status_type_last_seen,last_seen,reiterations_max";
  const row = (id: string, name: string, state: string) =>
    `${id},x,${name},Aviso,2023-03-26T02:30:00+0200,"Calle Mayor, 1",40.4155,-3.7074,${state},2023-03-28T11:49:51+00:00,0`;
  const { reports, reasons } = await taken("madrid", [
    head,
    row("1", "Farola apagada", "final_ok_node"),
    row("2", "Patinete abandonado", "initial_node"),
    row("3", "DESPERFECTO EN ACERA", "unheard_of_node"),
    row("4", "Semáforo apagado", "final_not_ok_node"),
  ]);
  expect(reasons).toEqual({});
  expect(reports.map(({ id, service, status, outcome }) => [id, service, status, outcome])).toEqual([
    ["1", "farola", "closed", "resolved"],
    ["2", "otros", "received", null],
    ["3", "acera", "received", null],
    ["4", "semaforo", "closed", "rejected"],
  ]);
  expect(reports.every((report) => report.archived)).toBe(true);
});

test("St. Louis: another year, with states and groups that 2011 did not have", async () => {
  const head =
    '"DATECANCELLED","DATETIMECLOSED","DATETIMEINIT","DESCRIPTION","GROUP","PRJCOMPLETEDATE","REQUESTID","SRX","SRY","STATUS"';
  const row = (id: string, description: string, group: string, status: string, closed: string) =>
    `"","${closed}","2013-11-03 01:30:00.0","${description}","${group}","2013-11-05 00:00:00.0","${id}","880839.00000000","1003181.00000000","${status}"`;
  const { reports, reasons } = await taken("st-louis", [
    head,
    row("1", 'Say ""when""', "Drones", "PENDING", ""),
    row("2", "Dead Animal", "Streets", "COMPLETED", "2013-11-04 10:00:00.0"),
    row("3", "Potholes", "Street Lights", "Closed", "2013-11-04 10:00:00.123"),
  ]);
  expect(reasons).toEqual({});
  expect(reports.map(({ id, service, status }) => [id, service, status])).toEqual([
    ["1", "miscellaneous", "received"],
    ["2", "animals", "closed"],
    ["3", "street-lights", "closed"],
  ]);
});

test("Austin: another day of another year, with an offset of winter", async () => {
  const { at, reasons } = await takenFixes("austin", [
    "vehicle_id,timestamp,speed,route_id,trip_id,latitude,longitude,trip_headsign",
    "2619,2018-12-31T23:59:30-06:00,,1,7,30.26,-97.74,x",
    "2619,2018-12-31T23:58:30-06:00,8.9,1,7,30.26,-97.74,x",
    "2619,2018-12-31T23:57:30-06:00,8.9,1,7,31.90,-97.74,x",
  ]);
  expect([at, reasons]).toEqual([
    ["bus-2619 2019-01-01 05:58", "bus-2619 2019-01-01 05:59"],
    { "far-away": 1 },
  ]);
});

test("Jersey City: two days of snow, across midnight", async () => {
  const fix = (at: string) => `40.72|-74.06|S-99|1 Newark Ave|${at}`;
  const { at, reasons } = await takenFixes("jersey-city", [
    fix("2016-01-23T23:58:00"),
    fix("2016-01-24T00:04:00"),
    fix("2016-01-20T12:00:00"),
    fix("2016-01-24T00:04:00"),
  ]);
  expect([at, reasons]).toEqual([
    ["truck-S-99 2016-01-24 04:58", "truck-S-99 2016-01-24 05:04"],
    { stale: 1 },
  ]);
});

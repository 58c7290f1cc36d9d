import { afterAll, beforeAll, expect, test } from "vitest";
import { place, TestCity } from "#test/support/living-city";
import { jobs } from "#workers/jobs";
import { makePartitions } from "#workers/make-partitions";
import { pruneAlerts } from "#workers/prune-alerts";
import { pruneReceipts } from "#workers/prune-receipts";

const DAY = 86_400_000;
const clock = { at: Date.parse("2026-12-30T23:59:59Z"), now: () => clock.at };

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start({ clock });
});
afterAll(() => city.stop());

async function partitions(): Promise<string[]> {
  const rows = await city.ctx.db.query<{ name: string }>(
    "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'pings'::regclass ORDER BY 1",
  );
  return rows.map(({ name }) => name).filter((name) => name !== "pings_default");
}

test("the days of positions to come have their partitions before they begin, over the end of a year too", async () => {
  const days = ["pings_20261230", "pings_20261231", "pings_20270101", "pings_20270102"];
  await Promise.all([makePartitions.run(city.ctx), makePartitions.run(city.ctx)]);
  expect(await partitions()).toEqual(days);
  await makePartitions.run(city.ctx);
  expect(await partitions()).toEqual(days);
  clock.at += DAY;
  await makePartitions.run(city.ctx);
  expect(await partitions()).toEqual([...days, "pings_20270103"]);
});

test("a receipt is kept while its command may still be repeated, and forgotten after a week", async () => {
  const service = city.ctx.rules.city.services[0]?.code;
  const headers = { "idempotency-key": "a-week-old-key" };
  const send = () => city.send("POST", "/api/reports", { service, ...place }, headers);
  const first = await send();
  clock.at += 7 * DAY;
  expect(await pruneReceipts.run(city.ctx)).toEqual({ pruned: 0 });
  expect((await send()).body).toEqual(first.body);
  clock.at += 1;
  expect(await pruneReceipts.run(city.ctx)).toEqual({ pruned: 1 });
  expect(await pruneReceipts.run(city.ctx)).toEqual({ pruned: 0 });
});

test("an alert is kept for ninety days after it was over, with its deeds, and one that is open for ever", async () => {
  await city.ctx.db.query(
    `WITH made AS (
       INSERT INTO alerts (kind, subject, since, raised_at, cleared_at, detail)
       VALUES ('late', 'report:1', $1, $1, $1, '{}'), ('late', 'report:2', $1, $1, NULL, '{}') RETURNING id)
     INSERT INTO alert_deeds (alert_id, at, kind, actor_role, actor_id)
     SELECT id, $1, 'acknowledged', 'operator', 'ana' FROM made`,
    [new Date(clock.at).toISOString()],
  );
  clock.at += 90 * DAY;
  expect(await pruneAlerts.run(city.ctx)).toEqual({ alerts: 0 });
  clock.at += 1;
  expect(await pruneAlerts.run(city.ctx)).toEqual({ alerts: 1 });
  expect(await city.ctx.db.query("SELECT 1 FROM alert_deeds")).toHaveLength(1);
  await city.ctx.db.query("DELETE FROM alerts");
});

test("every job may run on an empty city, twice, and has a name and a schedule of its own", async () => {
  expect(new Set(jobs.map(({ name }) => name)).size).toBe(jobs.length);
  for (const job of jobs) {
    expect(job.every).toBeGreaterThan(0);
    await job.run(city.ctx);
    const again = await job.run(city.ctx);
    expect(Object.values(again).every((value) => Number.isInteger(value))).toBe(true);
  }
});

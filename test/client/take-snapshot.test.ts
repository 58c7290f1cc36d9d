/** What a snapshot tells besides the city. */
import { afterEach, expect, test } from "vitest";
import type { CityAnswer } from "#contract/card";
import { PROTOCOL } from "#contract/live";
import { columnNames } from "#domain/report-table";
import { encodeSnapshot } from "#domain/snapshot";
import { ServerClock } from "../../client/live/server-clock.ts";
import { SnapshotTaker } from "../../client/live/take-snapshot.ts";
import { emptyCity } from "./random-log.ts";
import { smallCity } from "./small-city.ts";

const browserFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = browserFetch;
});

test("the server's time is known from the first snapshot on, however this machine's clock is set", async () => {
  const at = Date.parse("2026-11-24T18:20:00Z");
  const wrong = at + 40 * 60_000;
  const clock = new ServerClock(() => wrong);
  const { reports } = emptyCity();
  const head = { protocol: PROTOCOL, log: "log-1", audience: "ops", cursor: 1, at, city: "f", count: 0 };
  const lists = { columns: columnNames, brigades: [], elsewhere: [], alerts: [], warnings: [] };
  globalThis.fetch = async () =>
    new Response(encodeSnapshot({ ...head, ...lists, warningsUnreadSince: null }, reports.columns));
  await new SnapshotTaker({ city: smallCity, fingerprint: "f" } as CityAnswer, clock).take();
  expect(clock.now()).toBe(at);
});

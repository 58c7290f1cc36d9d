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

const MINUTE = 60_000;

test("the server's time is known from the first snapshot on, however this machine's clock is set, and not lost by a late one", async () => {
  let at = Date.parse("2026-11-24T18:20:00Z");
  let local = at + 40 * MINUTE;
  const clock = new ServerClock(() => local);
  const { reports } = emptyCity();
  const head = { protocol: PROTOCOL, log: "log-1", audience: "ops", cursor: 1, city: "f", count: 0 };
  const lists = { columns: columnNames, brigades: [], elsewhere: [], alerts: [], warnings: [] };
  globalThis.fetch = async () =>
    new Response(encodeSnapshot({ ...head, ...lists, at, warningsUnreadSince: null }, reports.columns));
  const taker = new SnapshotTaker({ city: smallCity, fingerprint: "f" } as CityAnswer, clock);
  await taker.take();
  expect(clock.now()).toBe(at);
  // One that was two minutes on its way.
  at += 3 * MINUTE;
  local += 5 * MINUTE;
  await taker.take();
  expect(clock.now()).toBe(at + 2 * MINUTE);
});

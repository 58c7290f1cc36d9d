import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { HistoricReport } from "#contract/history";
import { replayHistory } from "#server/replay/replay-history";
import { importReports } from "#server/reports/import-reports";
import { randomFrom } from "../support/random.ts";
import { expectSameCity } from "../support/same-city.ts";
import { places, startCity } from "./page-city.ts";
import { watchOnTwoPages } from "./two-pages.ts";

const HOUR = 3_600_000;

test("LV4 LV7 a replayed afternoon on two pages, one cut off and revived five times: both end with the city's digest", async () => {
  const city = await startCity();
  try {
    const to = Date.now() - 90 * 24 * HOUR;
    const from = to - 4 * HOUR;
    const history = afternoon(
      from,
      to,
      city.ctx.rules.city.services.map(({ code }) => code),
      city.reason("resolve"),
    );
    const { accepted } = await importReports(city.ctx, history);
    const signal = new AbortController().signal;
    const seen = await watchOnTwoPages(city, 5, async () => {
      const done = await replayHistory(city.ctx, { from, to, speed: 720, signal, wait: (ms) => delay(ms) });
      expect(done).toMatchObject({ received: accepted, refused: {} });
      expect(done.closed).toBeGreaterThan(50);
    });
    const sql = await city.snapshot();
    expect(seen.steady.digest).toEqual(sql.reports.digest);
    expect(seen.revived.digest).toEqual(sql.reports.digest);
    expect([seen.steady.cursor, seen.revived.cursor]).toEqual([sql.cursor, sql.cursor]);
    expect([seen.steady.mismatches, seen.revived.mismatches]).toEqual([0, 0]);
    expect(seen.revived.snapshots).toBe(1);
    expect(seen.revived.resumes).toBeGreaterThanOrEqual(5);
    expectSameCity((await city.wall()).city, sql);
  } finally {
    await city.stop();
  }
}, 180_000);

/** 240 reports in four hours, half of them closed within it. */
function afternoon(from: number, to: number, services: string[], reason: string): HistoricReport[] {
  const random = randomFrom(11);
  return Array.from({ length: 240 }, (_, i) => {
    const receivedAt = Math.round(from + 1000 + (i / 240) * (to - from - 2000));
    const closedAt = receivedAt + Math.round(random() * 4 * HOUR);
    const place = places[i % places.length] ?? { lon: 0, lat: 0 };
    return {
      source: "afternoon",
      sourceId: String(i),
      service: services[i % services.length] ?? "",
      lon: place.lon + (random() - 0.5) * 1e-3,
      lat: place.lat + (random() - 0.5) * 1e-3,
      receivedAt,
      dueAt: receivedAt + 24 * HOUR,
      channel: "import",
      moves: [{ to: "closed", at: closedAt, outcome: "resolved", reason }],
    };
  });
}

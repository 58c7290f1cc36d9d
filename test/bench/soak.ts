/**
 * Eight hours of a wall in some minutes (`--quick`: in one): the real server on a clock that goes on as fast as things happen, a day of 2,000 reports at its
 * own pace (they come, are worked on, closed, and leave a day later), 60 brigades that drive, and the real page in Chromium. The heap
 * is read by DevTools after a collection, so what is left is what is held. What typed arrays hold lies outside that heap and
 * is counted with it. It must not grow: held against each other are the second quarter and the last, for what is kept once (code,
 * shaders, caches) is there by then. Every hour the wall is cut off, and finds back.
 */

import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type CDPSession, chromium, type Page } from "playwright-core";
import type { HistoricReport } from "#contract/history";
import { importReports } from "#server/reports/import-reports";
import { Cable } from "#test/support/cable";
import { TestCity } from "#test/support/living-city";
import { tokenOf } from "#test/support/people";
import { findChromium } from "#test/support/services";
import { root } from "#test/support/test-database";
import { archiveClosed } from "#workers/archive-closed";
import { raiseReportAlerts } from "#workers/raise-report-alerts";
import { sweepSla } from "#workers/sweep-sla";
import { buildClient } from "../../bin/build-client.ts";
import { atLeast, atMost, type Bench, median, tableOf } from "./bench.ts";
import { browserFlags } from "./first-map.ts";

const HOUR = 3_600_000;
const HOURS = 8;
const A_DAY = 2_000;
const OPEN = 450;
const SAMPLES = 16;

export const run: Bench = async ({ quick }) => {
  const { found, missing } = findChromium();
  if (!found) throw new Error(`bench soak: not on this machine: ${missing}`);
  await buildClient(root);
  const start = Date.parse("2026-11-25T09:00:00-06:00");
  /** Goes on with what happens, however long this machine takes for it. */
  const clock = { at: start, now: () => clock.at };
  const city = await TestCity.start({ clock, clientFolder: join(root, "dist") });
  const cable = await Cable.to(city.url);
  const browser = await chromium.launch({ executablePath: found, args: browserFlags });
  try {
    await settle(city, start);
    const page = await browser.newPage({
      viewport: { width: 1920, height: 1080 },
      reducedMotion: "no-preference",
    });
    const token = await tokenOf(city.ctx, "kiosk");
    await page.context().addCookies([{ name: "cuadrilla", value: token ?? "", url: cable.url }]);
    await page.goto(`${cable.url}/wall?lang=es&theme=dark&views=city@10|centro@10`);
    await page.waitForFunction(() => window.cuadrilla?.ready, undefined, { timeout: 60_000 });
    const devtools = await page.context().newCDPSession(page);
    const began = Date.now();
    const room = new Room(city, clock, quick ? { atOnce: 8, pauseMs: 100 } : { atOnce: 2, pauseMs: 500 });
    const heap: { hours: number; mb: number; reports: number }[] = [];
    for (let sample = 1; sample <= SAMPLES; sample++) {
      await room.live(start + (sample * HOURS * HOUR) / SAMPLES);
      // Once an hour.
      if (sample % 2 === 0) await cutOff(page, cable);
      const mb = await held(devtools);
      const reports = await page.evaluate(() => window.cuadrilla.digest()?.count ?? 0);
      heap.push({ hours: (sample * HOURS) / SAMPLES, mb, reports });
    }
    const truth = (await city.snapshot()).reports.digest;
    const same = await page
      .waitForFunction(
        ({ count, sum }) =>
          window.cuadrilla.digest()?.sum === sum && window.cuadrilla.digest()?.count === count,
        truth,
        { timeout: 20_000 },
      )
      .then(
        () => 1,
        () => 0,
      );
    const quarter = (n: number) =>
      median(heap.slice((n * SAMPLES) / 4, ((n + 1) * SAMPLES) / 4).map(({ mb }) => mb));
    const growth = quarter(3) / quarter(1) - 1;
    return {
      table: tableOf([
        [
          `${HOURS} hours at ${Math.round((HOURS * HOUR) / (Date.now() - began))} times the clock, ${room.events.toLocaleString("en")} events`,
          "held, MB",
          "reports",
        ],
        ...heap.map(({ hours, mb, reports }): (string | number)[] => [
          `after ${hours.toFixed(1)} h`,
          mb,
          reports,
        ]),
      ]),
      figures: {
        events: room.events,
        firstMb: heap[0]?.mb ?? Number.NaN,
        lastMb: heap.at(-1)?.mb ?? Number.NaN,
        growth,
        mismatches: await page.evaluate(() => window.cuadrilla.mismatches),
      },
      goals: [
        atMost("growth of what is held, from the second quarter to the last", growth, 0.05),
        atLeast("the wall has the city's digest at the end", same, 1),
      ],
    };
  } finally {
    await browser.close();
    await cable.close();
    await city.stop();
  }
};

/** Until the page has noticed, and then until it has found back. */
async function cutOff(page: Page, cable: Cable): Promise<void> {
  const returns = () => page.evaluate(() => window.cuadrilla.resumes + window.cuadrilla.snapshots);
  const before = await returns();
  cable.cut();
  await page.waitForFunction(() => !window.cuadrilla.ready, undefined, { timeout: 120_000 });
  cable.mend();
  await page.waitForFunction(
    (before) => window.cuadrilla.ready && window.cuadrilla.resumes + window.cuadrilla.snapshots > before,
    before,
    { timeout: 120_000 },
  );
}

/** A day that has been so already: as many came and were closed as will, so that as many leave. */
async function settle(city: TestCity, start: number): Promise<void> {
  const { services } = city.ctx.rules.city;
  const at = (i: number, of: number) => start - 24 * HOUR + ((i + 0.5) * 24 * HOUR) / of;
  const report = (i: number, receivedAt: number): HistoricReport => ({
    source: "soak",
    sourceId: String(i),
    service: services[i % services.length]?.code ?? "",
    ...placeOf(i),
    receivedAt: Math.floor(receivedAt),
    dueAt: Math.floor(receivedAt) + 24 * HOUR + ((i * 37) % 48) * HOUR,
    channel: "import",
    moves: [],
  });
  const closed = Array.from({ length: A_DAY }, (_, i): HistoricReport => {
    const end = Math.floor(at(i, A_DAY));
    const move = { to: "closed", at: end, outcome: "resolved", reason: city.reason("resolve") } as const;
    return { ...report(i, end - 6 * HOUR), moves: [move] };
  });
  const open = Array.from({ length: OPEN }, (_, i) => report(A_DAY + i, at(i, OPEN)));
  const { accepted } = await importReports(city.ctx, [...closed, ...open]);
  if (accepted !== A_DAY + OPEN) throw new Error(`only ${accepted} of the day's reports were taken`);
}

function placeOf(i: number) {
  return { lon: -100.412 + ((i * 37) % 100) / 6600, lat: 25.654 + ((i * 53) % 100) / 11_000 };
}

/** What happens outside: a report every 43 s of the city's clock, each worked on and one closed for it, and brigades on their way. */
class Room {
  events = 0;
  private readonly city: TestCity;
  private readonly clock: { at: number };
  private readonly pace: { atOnce: number; pauseMs: number };
  private readonly codes: string[];
  private swept = 0;
  private made = 0;
  private readonly working: { folio: string; version: number }[] = [];

  constructor(city: TestCity, clock: { at: number }, pace: { atOnce: number; pauseMs: number }) {
    this.city = city;
    this.clock = clock;
    this.pace = pace;
    this.codes = city.ctx.rules.city.brigades.map(({ code }) => code);
  }

  async live(until: number): Promise<void> {
    const { atOnce, pauseMs } = this.pace;
    while (this.clock.at < until) {
      await Promise.all(Array.from({ length: atOnce }, () => this.happen()));
      this.clock.at += (atOnce * 24 * HOUR) / A_DAY;
      this.drive();
      if (this.clock.at - this.swept > HOUR / 12) {
        this.swept = this.clock.at;
        await archiveClosed.run(this.city.ctx);
        await sweepSla.run(this.city.ctx);
        await raiseReportAlerts.run(this.city.ctx);
      }
      // For the page to draw it; nothing on it says that it has.
      await delay(pauseMs);
    }
  }

  private async happen(): Promise<void> {
    const i = this.made++;
    const { services } = this.city.ctx.rules.city;
    const service = services[i % services.length]?.code;
    const made = await this.city.report({ service, ...placeOf(i * 7) });
    const brigade = this.codes[i % this.codes.length];
    const assigned = await this.city.move("assign-report", made, { brigade });
    this.working.push(await this.city.move("start-work", assigned));
    this.events += 3;
    const done = this.working.length > 30 ? this.working.shift() : undefined;
    if (!done) return;
    // Whether it is late by then is the city's to say; a reason that is not needed is none too many.
    const ending = {
      outcome: "resolved",
      reason: this.city.reason("resolve"),
      lateReason: this.city.reason("late"),
    };
    await this.city.move("close-report", done, ending);
    this.events++;
  }

  /** As if their phones had sent it, and all were on disk. */
  private drive(): void {
    const { at } = this.clock;
    const { ctx } = this.city;
    ctx.positions.take(
      this.codes.map((code, i) => ({
        brigade: ctx.brigades.get(code)?.id ?? 0,
        at,
        lon: -100.4 + 0.03 * Math.sin(at / 900_000 + i),
        lat: 25.655 + 0.02 * Math.cos(at / 700_000 + i),
        speed: 8,
        heading: (at / 10_000 + 31 * i) % 360,
        accuracy: 8,
        battery: 0.7,
        device: null,
      })),
    );
  }
}

/** MB that are held after a collection; twice, for what is let go of by a finaliser. */
async function held(devtools: CDPSession): Promise<number> {
  for (let i = 0; i < 2; i++) await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize } = await devtools.send("Runtime.getHeapUsage");
  return (usedSize + backingStorageSize) / 1e6;
}

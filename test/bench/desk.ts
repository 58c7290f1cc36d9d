/**
 * The desk with 100,000 open reports, as a browser has it: how long until list and map are there (beside an empty map in a new
 * browser), what a change of the filter takes of the main thread, and how long an assignment needs to be seen at a second desk.
 * The server is in a process of its own.
 *
 * A change of the filter is all that the page's main thread does for it, list and layers included, as the browser counts it
 * (`TaskDuration` by thread ticks). It is held against what one would write first, in the same page: 100,000 objects, filtered and sorted.
 * Beside the times that are promised stand ratios, which say the same of a slower machine.
 */
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { type Browser, type CDPSession, chromium, type Page } from "playwright-core";
import { findChromium, findPostgres, startPostgres } from "#test/support/services";
import { root } from "#test/support/test-database";
import { buildClient } from "../../bin/build-client.ts";
import { atMost, type Bench, median, quantile, type Result, tableOf } from "./bench.ts";
import { Child } from "./child.ts";
import type { DeskCityTasks } from "./desk/city.ts";
import { browserFlags, drawBareMap } from "./first-map.ts";

export const run: Bench = async ({ quick }) => {
  const { found, missing } = findChromium();
  if (!found) throw new Error(`bench desk: not on this machine: ${missing}`);
  await buildClient(root);
  const postgres = process.env.TEST_DATABASE_URL ? undefined : findPostgres().found;
  const running = postgres && (await startPostgres(postgres, { fsync: true }));
  try {
    return await measure(found, quick, running?.url ?? process.env.TEST_DATABASE_URL);
  } finally {
    await running?.stop();
  }
};

/** `databaseUrl`: of PostgreSQL, which a city of this size has; without one the embedded database shares the server's thread. */
async function measure(found: string, quick: boolean, databaseUrl: string | undefined): Promise<Result> {
  const reports = quick ? 20_000 : 100_000;
  await using city = new Child<DeskCityTasks>(
    import.meta.resolve("./desk/city.ts"),
    databaseUrl ? { TEST_DATABASE_URL: databaseUrl, TEST_DRIVER: "postgres" } : { TEST_DRIVER: "embedded" },
  );
  const { url, token, folios, brigades } = await city.ask("start", { reports });
  const browser = await chromium.launch({ executablePath: found, args: browserFlags });
  try {
    const first: number[] = [];
    const rows: number[] = [];
    const bare: number[] = [];
    let desk: Page | undefined;
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      await desk?.context().close();
      bare.push(await drawBareMap(found));
      const opened = await openDesk(browser, url, token);
      first.push(opened.seconds);
      rows.push(opened.rows);
      desk = opened.page;
    }
    if (!desk) throw new Error("no desk was opened");
    const change = await filterChanges(desk, quick ? 6 : 20);
    const seen = await assignments(desk, { url, token, folios: folios.slice(0, quick ? 30 : 200), brigades });
    // Last, for it leaves the page a million objects to clear away.
    const plain = await desk.evaluate(plainFilterAndSort, { count: reports, rounds: quick ? 5 : 11 });
    const [firstSeconds, bareSeconds] = [median(first), median(bare)];
    const seenP99 = quantile(seen.seen, 0.99);
    const [changed, objects] = [median(change), median(plain)];
    return {
      table: tableOf([
        [`${reports.toLocaleString("en")} open reports`, "desk", "bare", "ratio"],
        ["first useful paint; an empty map, s", firstSeconds, bareSeconds, firstSeconds / bareSeconds],
        ["of that until the list can be worked from, s", median(rows), "", ""],
        ["main thread for a change of the filter; plain objects, ms", changed, objects, changed / objects],
        ["assigned to answered, p50, ms", quantile(seen.answered, 0.5), "", ""],
        ["assigned to answered, p99, ms", quantile(seen.answered, 0.99), "", ""],
        ["assigned to seen at a second desk, p50, ms", quantile(seen.seen, 0.5), "", ""],
        ["assigned to seen at a second desk, p99, ms", seenP99, "", ""],
      ]),
      figures: {
        reports,
        firstPaintSeconds: firstSeconds,
        listSeconds: median(rows),
        bareMapSeconds: bareSeconds,
        filterMs: changed,
        plainMs: objects,
        answeredP50Ms: quantile(seen.answered, 0.5),
        answeredP99Ms: quantile(seen.answered, 0.99),
        seenP50Ms: quantile(seen.seen, 0.5),
        seenP99Ms: seenP99,
      },
      goals: [
        atMost("first useful paint, s", firstSeconds, 3),
        atMost("first useful paint against an empty map", firstSeconds / bareSeconds, 2),
        atMost("main thread for a change of the filter, ms", changed, 50),
        atMost("a change of the filter against plain objects filtered and sorted", changed / objects, 2),
        atMost("assigned to seen at a second desk, p99, ms", seenP99, 300),
        atMost("assignments that a second desk did not see", folios.length === 0 ? 1 : seen.lost, 0),
      ],
    };
  } finally {
    await browser.close();
  }
}

/** From the first byte asked for until rows and the map with its reports are drawn. */
async function openDesk(browser: Browser, url: string, token: string) {
  const context = await browser.newContext({
    viewport: { width: 1920, height: 1080 },
    reducedMotion: "reduce",
    locale: "es-MX",
  });
  await context.addCookies([{ name: "cuadrilla", value: token, url }]);
  // The loader of TypeScript marks functions with a name by it; the page has no such thing.
  await context.addInitScript({ content: "globalThis.__name = (value) => value;" });
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  const start = performance.now();
  await page.goto(`${url}/dispatch?theme=dark`);
  const patience = { timeout: 120_000, polling: 50 };
  const seconds = () => (performance.now() - start) / 1000;
  const listed = () => document.querySelectorAll("[role=option]").length >= 20;
  await page.waitForFunction(listed, undefined, patience);
  const rows = seconds();
  await page.waitForFunction(() => window.cuadrilla?.ready, undefined, patience);
  return { page, rows, seconds: seconds() };
}

/** ms of the main thread for each, from the key until nothing is left to do. */
async function filterChanges(page: Page, times: number): Promise<number[]> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const SETTLE = 1200;
  await delay(3000);
  // Of several, for in one of them the page may still have something to end.
  const rests: number[] = [];
  for (let i = 0; i < 5; i++) rests.push(await spentIn(cdp, () => delay(SETTLE)));
  const idle = median(rests);
  const spent: number[] = [];
  for (let i = 0; i < times; i++) {
    const ms = await spentIn(cdp, async () => {
      await page.keyboard.press("v");
      await delay(SETTLE);
    });
    // What the page does anyway meanwhile: ages tick, positions are drawn.
    spent.push(Math.max(0, ms - idle));
  }
  return spent;
}

async function spentIn(cdp: CDPSession, act: () => Promise<unknown>): Promise<number> {
  const before = await taskMs(cdp);
  await act();
  return (await taskMs(cdp)) - before;
}

async function taskMs(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
}

/** In the page: what one would write first. */
function plainFilterAndSort({ count, rounds }: { count: number; rounds: number }): number[] {
  const now = Date.now();
  let seed = 7;
  const dice = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  const reports = Array.from({ length: count }, (_, id) => ({
    id,
    status: ["received", "assigned", "en-route", "in-progress"][Math.floor(dice() * 4)],
    service: `service-${Math.floor(dice() * 28)}`,
    dueAt: now + Math.floor((dice() - 0.5) * 1e9),
  }));
  return Array.from({ length: rounds }, (_, round) => {
    const start = performance.now();
    const late = reports
      .filter((report) => report.status !== "closed" && (round % 2 === 0 || report.dueAt < now))
      .sort((a, b) => a.dueAt - b.dueAt);
    if (late.length === 0) throw new Error("nothing was late");
    return performance.now() - start;
  });
}

/** ms between two assignments: a room of several quick dispatchers. */
const PACE = 250;

interface Work {
  url: string;
  token: string;
  folios: readonly string[];
  brigades: readonly string[];
}

/** One after another, as a dispatcher does: when each was answered, and when the second desk had drawn it; ms, rising. */
async function assignments(page: Page, { url, token, folios, brigades }: Work) {
  await page.evaluate(() => {
    const marks: [cursor: number, at: number][] = [];
    Object.assign(window, { marks });
    let drawn = -1;
    let given = -1;
    // What list and marks were given before a frame is on the screen when the frame after it begins.
    const look = () => {
      if (given !== drawn) marks.push([given, Date.now()]);
      drawn = given;
      given = window.cuadrilla.shown();
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const sent: { at: number; answeredAt: number; cursor: number }[] = [];
  for (const [i, folio] of folios.entries()) {
    const at = Date.now();
    const answer = await fetch(`${url}/api/commands/assign-report`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ folio, version: 1, brigade: brigades[i % brigades.length] }),
    });
    if (!answer.ok) throw new Error(`the assignment was refused: ${await answer.text()}`);
    const { cursor } = (await answer.json()) as { cursor: number };
    sent.push({ at, answeredAt: Date.now(), cursor });
    await delay(PACE);
  }
  await delay(3000);
  const marks = await page.evaluate(() => (window as unknown as { marks: [number, number][] }).marks);
  const seen = sent.map(({ at, cursor }) => {
    const mark = marks.find(([reached]) => reached >= cursor);
    return mark ? mark[1] - at : Number.POSITIVE_INFINITY;
  });
  const rising = (values: number[]) => values.sort((a, b) => a - b);
  return {
    answered: rising(sent.map(({ at, answeredAt }) => answeredAt - at)),
    seen: rising(seen.filter(Number.isFinite)),
    lost: seen.filter((ms) => !Number.isFinite(ms)).length,
  };
}

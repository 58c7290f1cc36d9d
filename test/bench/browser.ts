/**
 * What 5,000 brigades with 10,000 updates a second cost the main thread of the page: our map, which glides them, against MapLibre's
 * own way, a GeoJSON source set anew at each frame, which does not. Processor time of the main thread as the browser counts it
 * (`TaskDuration` by thread ticks), less what the same map takes when nothing moves; in turns of one run, each in a page of its own.
 */
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Browser, type CDPSession, chromium } from "playwright-core";
import { findChromium } from "#test/support/services";
import { atMost, type Bench, median, tableOf } from "./bench.ts";
import { servePage } from "./built-page.ts";
import { browserFlags } from "./first-map.ts";

const SIDES = ["ours", "maplibre"] as const;

export const run: Bench = async ({ quick }) => {
  const { found, missing } = findChromium();
  if (!found) throw new Error(`bench browser: not on this machine: ${missing}`);
  const served = await servePage(fileURLToPath(new URL("./browser", import.meta.url)));
  const browser = await chromium.launch({ executablePath: found, args: browserFlags });
  try {
    return await measure(browser, served.url, quick);
  } finally {
    await browser.close();
    served.close();
  }
};

async function measure(browser: Browser, url: string, quick: boolean) {
  const cost = { ours: [] as number[], maplibre: [] as number[] };
  const pictures = { ours: [] as number[], maplibre: [] as number[] };
  let bytes = 0;
  for (let round = 0; round < (quick ? 1 : 3); round++)
    for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed()) {
      const seen = await turn(browser, `${url}?side=${side}`, quick ? 4 : 10);
      cost[side].push(seen.moving - seen.still);
      pictures[side].push(seen.pictures);
      bytes = seen.bytes;
    }
  const [ours, theirs] = [median(cost.ours), median(cost.maplibre)];
  return {
    table: tableOf([
      ["5,000 brigades, 10,000 updates a second", "Cuadrilla", "MapLibre, source anew", "ratio"],
      ["main thread for them, ms a second", ours, theirs, ours / theirs],
      ["animation frames a second", median(pictures.ours), median(pictures.maplibre), ""],
      ["bytes a frame of 2,500", bytes, bytes, ""],
    ]),
    figures: { oursMsPerSecond: ours, maplibreMsPerSecond: theirs, bytesPerFrame: bytes },
    goals: [atMost("main thread against a GeoJSON source set anew", ours / theirs, 0.1)],
  };
}

/** ms of the main thread in a second, while nothing moves and while everything does. */
async function turn(browser: Browser, url: string, seconds: number) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    page.on("pageerror", (error) => {
      throw error;
    });
    await page.goto(url);
    await page.waitForFunction(() => window.bench?.isReady, undefined, { timeout: 60_000 });
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.evaluate(() => window.bench.start());
    await delay(3000);
    const moving = await busy(cdp, seconds);
    const pictures = await page.evaluate(() => window.bench.pictures(2000));
    await page.evaluate(() => window.bench.stop());
    await delay(2000);
    const still = await busy(cdp, seconds / 2);
    return { moving, still, pictures, bytes: await page.evaluate(() => window.bench.bytes) };
  } finally {
    await page.close();
  }
}

async function busy(cdp: CDPSession, seconds: number): Promise<number> {
  const before = await spent(cdp);
  await delay(seconds * 1000);
  return ((await spent(cdp)) - before) / seconds;
}

async function spent(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
}

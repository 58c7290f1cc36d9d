/**
 * What 5,000 brigades with 10,000 updates a second cost the main thread of the page: our map, which glides them, against MapLibre's
 * own way, a GeoJSON source set anew at each frame, which does not. The goal is against the layer that shows the same: arrows that
 * are turned to their heading and of their state's colours. Circles, the cheapest layer there is, show neither; what they cost is
 * told beside it. All get the same frames, in the same view.
 *
 * All processor time of the main thread while they move, as the browser counts it (`TaskDuration` by thread ticks), in turns of one
 * run, each in a page of its own. What the page takes when nothing moves is told beside it and not taken off: a map that idles at
 * sixty frames a second but moves at five would seem free.
 */
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Browser, type CDPSession, chromium } from "playwright-core";
import { findChromium } from "#test/support/services";
import { atMost, type Bench, median, tableOf } from "./bench.ts";
import { servePage } from "./built-page.ts";
import { browserFlags } from "./first-map.ts";

const SIDES = ["ours", "arrows", "circles"] as const;

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
  const turns = SIDES.map((side) => ({ side, seen: [] as Awaited<ReturnType<typeof turn>>[] }));
  for (let round = 0; round < (quick ? 1 : 3); round++)
    for (const { side, seen } of round % 2 === 0 ? turns : turns.toReversed())
      seen.push(await turn(browser, `${url}?side=${side}`, quick ? 4 : 10));
  const of = (what: "moving" | "still" | "pictures" | "bytes") =>
    turns.map(({ seen }) => median(seen.map((each) => each[what])));
  const [ours = Number.NaN, arrows = Number.NaN, circles = Number.NaN] = of("moving");
  const [oursStill = Number.NaN, arrowsStill = Number.NaN, circlesStill = Number.NaN] = of("still");
  const [oursPictures = Number.NaN, arrowsPictures = Number.NaN, circlesPictures = Number.NaN] =
    of("pictures");
  return {
    table: tableOf([
      ["5,000 brigades, 10,000 updates a second", "Cuadrilla", "MapLibre, arrows", "MapLibre, circles"],
      ["main thread while they move, ms a second", ours, arrows, circles],
      ["ours against it", "", ours / arrows, ours / circles],
      ["main thread while nothing moves", ...of("still")],
      ["pictures drawn a second", ...of("pictures")],
      ["bytes a frame of 2,500", ...of("bytes")],
    ]),
    figures: {
      oursMsPerSecond: ours,
      arrowsMsPerSecond: arrows,
      circlesMsPerSecond: circles,
      oursAgainstCircles: ours / circles,
      oursStillMsPerSecond: oursStill,
      arrowsStillMsPerSecond: arrowsStill,
      circlesStillMsPerSecond: circlesStill,
      oursPicturesPerSecond: oursPictures,
      arrowsPicturesPerSecond: arrowsPictures,
      circlesPicturesPerSecond: circlesPictures,
      bytesPerFrame: of("bytes")[0] ?? Number.NaN,
    },
    goals: [atMost("main thread against a GeoJSON source of arrows set anew", ours / arrows, 0.1)],
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
    const before = await page.evaluate(() => window.bench.pictures);
    const moving = await busy(cdp, seconds);
    const pictures = ((await page.evaluate(() => window.bench.pictures)) - before) / seconds;
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

/**
 * 24 hours of a day with 2,000 reports and 60 brigades, gone through on the map: what a step costs the page, how long a jump takes, and
 * beside it the bare way there, which is to fold the day's events from its beginning. There is room for 30 pictures a second
 * when a step and its picture keep the main thread for less than a thirtieth of one; the drawing itself is another process's, here
 * without a graphics card, which is why pictures a second are told and no goal. The fetching of the day, once as the past is entered, is not in it,
 * nor are the page's list and slider.
 */
import { fileURLToPath } from "node:url";
import { type CDPSession, chromium } from "playwright-core";
import { findChromium } from "#test/support/services";
import { atLeast, atMost, type Bench, median, quantile, tableOf } from "./bench.ts";
import { servePage } from "./built-page.ts";
import { browserFlags } from "./first-map.ts";
import { DAY, FROM } from "./scrub/day.ts";

export const run: Bench = async ({ quick }) => {
  const { found, missing } = findChromium();
  if (!found) throw new Error(`bench scrub: not on this machine: ${missing}`);
  const served = await servePage(fileURLToPath(new URL("./scrub", import.meta.url)));
  const browser = await chromium.launch({ executablePath: found, args: browserFlags });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on("pageerror", (error) => {
      throw error;
    });
    await page.goto(served.url);
    await page.waitForFunction(() => window.scrubBench?.isReady, undefined, { timeout: 60_000 });
    const { events, reports } = await page.evaluate(() => {
      const { events, reports } = window.scrubBench;
      return { events, reports };
    });
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.evaluate(() => window.scrubBench.scrub(60));
    const count = quick ? 240 : 1440;
    const before = await busy(devtools);
    const { work, pictures } = await page.evaluate((steps) => window.scrubBench.scrub(steps), count);
    const whole = ((await busy(devtools)) - before) / count;
    const jumps = await page.evaluate((count) => window.scrubBench.jumps(count), quick ? 40 : 200);
    const colds = await page.evaluate((count) => window.scrubBench.firstJumps(count), quick ? 20 : 100);
    const bare = await page.evaluate(
      ([from, day]) =>
        Array.from({ length: 20 }, (_, i) =>
          window.scrubBench.refold(from + day * ((i * 0.381966 + 0.05) % 1)),
        ),
      [FROM, DAY] as const,
    );
    const [steps, leaps] = [work, jumps].map((each) => each.toSorted((a, b) => a - b));
    const [step, late] = [median(work), quantile(steps ?? [], 0.99)];
    const [jump, farthest] = [median(jumps), leaps?.at(-1) ?? Number.NaN];
    const coldest = Math.max(...colds);
    const refold = median(bare);
    return {
      table: tableOf([
        [
          `${events.toLocaleString("en")} events, ${reports.toLocaleString("en")} reports at the end`,
          "median",
          "worst",
        ],
        ["a step, ms of the page's own work (worst: 99 of 100)", step, late],
        ["a step and its picture, ms of the main thread's processor", whole, ""],
        ["a jump with all that is read for it, ms", jump, farthest],
        ["a first jump, nothing gone through before, ms", median(colds), coldest],
        ["bare fold of the events from the day's beginning, ms", refold, Math.max(...bare)],
        ["pictures a second while scrubbing, without a graphics card", pictures, ""],
      ]),
      figures: {
        stepMs: step,
        stepMs99: late,
        mainThreadMs: whole,
        jumpMs: jump,
        jumpMsWorst: farthest,
        firstJumpMs: median(colds),
        firstJumpMsWorst: coldest,
        refoldMs: refold,
        pictures,
        events,
      },
      goals: [
        atMost(
          "main thread for a step and its picture, as a share of a thirtieth of a second",
          whole / (1000 / 30),
          1,
        ),
        atMost("the longest jump, as a share of 500 ms", Math.max(farthest, coldest) / 500, 1),
        atLeast("bare folds from the day's beginning that a jump saves", refold / jump, 1),
      ],
    };
  } finally {
    await browser.close();
    served.close();
  }
};

/** ms of processor that the main thread has taken so far. */
async function busy(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send("Performance.getMetrics");
  return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
}

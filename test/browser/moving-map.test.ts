/** The map draws only when somebody says that there is something: these say what must not be forgotten then. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PageCity, startPageCity } from "./page-city.ts";
import { launchBrowser, openPage, openWindow, pixelsOf, until, untilReady } from "./support.ts";

/** The middle of what is seen of the map in a window of 1280 × 720. */
const MIDDLE = { x: 432 + 424, y: 104 + 308 };
/** Where the brigade is, and how many degrees of longitude are a pixel. */
const [LON, LAT] = [-100.4, 25.6585];
const PIXEL = 360 / (512 * 2 ** 16);
/** So far it goes, px. */
const GONE = 100;

let browser: Browser;
let it: PageCity;
let context: BrowserContext;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  [it, browser] = await Promise.all([startPageCity(), launchBrowser()]);
  context = await openWindow(browser, { width: 1280, height: 720, motion: true });
  const url = `${it.city.url}/?lang=es&theme=dark&view=${LON},${LAT},16`;
  ({ page, complaints } = await openPage(context, url, it.city.token));
  await untilReady(page);
});
afterAll(async () => {
  await browser?.close();
  await it?.city.stop();
});

const brigadeAt = (x: number) =>
  pixelsOf(page, "--brigade", { x: x - 20, y: MIDDLE.y - 20, width: 40, height: 40 });
const cursor = () =>
  page.evaluate(() => document.querySelector<HTMLElement>(".maplibregl-canvas")?.style.cursor);
const viewOf = (url: URL) => url.searchParams.get("view");
/** px from the left, of the brigade after it has gone: a map that was dragged may roll on. */
const middleOfIt = async () => {
  const [lon = 0] = viewOf(new URL(page.url()))?.split(",").map(Number) ?? [];
  return Math.round(MIDDLE.x + GONE - (lon - LON) / PIXEL);
};
const isDrawn = (pixels: number) => pixels > 15;

test("a brigade glides to where it is, and rests there", async () => {
  await until(() => brigadeAt(MIDDLE.x), isDrawn, "the brigade in the middle");
  await it.city.send("POST", "/api/ingest/batch", {
    positions: [
      {
        brigade: it.brigade,
        at: new Date(it.city.ctx.clock.now()).toISOString(),
        lon: LON + GONE * PIXEL,
        lat: LAT,
        speed: 6,
        heading: 80,
      },
    ],
  });
  await until(() => brigadeAt(MIDDLE.x + GONE), isDrawn, "the brigade where it has gone");
  await until(
    () => brigadeAt(MIDDLE.x),
    (pixels) => pixels === 0,
    "nobody where it was",
  );
});

test("a drag and another theme take the arrow with them", async () => {
  const opened = viewOf(new URL(page.url()));
  await page.mouse.move(MIDDLE.x, MIDDLE.y + 120);
  await page.mouse.down();
  await page.mouse.move(MIDDLE.x - GONE, MIDDLE.y + 120, { steps: 8 });
  await page.mouse.up();
  await page.waitForURL((url) => viewOf(url) !== opened);
  await until(async () => brigadeAt(await middleOfIt()), isDrawn, "the brigade where the map was dragged to");
  await page.keyboard.press("t");
  await page.waitForURL(/theme=light/);
  await until(async () => brigadeAt(await middleOfIt()), isDrawn, "the brigade in its light colour");
});

test("a map on which nothing moves shows what is under the pointer, and opens what is clicked", async () => {
  const x = await middleOfIt();
  await page.mouse.move(x + 150, MIDDLE.y - 40);
  await until(cursor, (shape) => shape === "", "nothing under the pointer");
  await page.mouse.move(x, MIDDLE.y);
  await until(cursor, (shape) => shape === "pointer", "the brigade under the pointer");
  await page.mouse.click(x, MIDDLE.y);
  await page.locator("[data-card]").waitFor();
  expect(complaints).toEqual([]);
});

/** The wall: shown by its address, alive through whatever happens in a night, and taken to the past and back. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "#server/db/database";
import { keepCheckpoints } from "#workers/keep-checkpoints";
import { raiseReportAlerts } from "#workers/raise-report-alerts";
import { Cable } from "../support/cable.ts";
import type { TestCity } from "../support/living-city.ts";
import { tokenOf } from "../support/people.ts";
import { testDatabase } from "../support/test-database.ts";
import { findings, overflow } from "./axe.ts";
import { fromTuesday, places, startCity } from "./page-city.ts";
import { launchBrowser, openPage, openWindow, until, untilReady } from "./support.ts";
import { wordsAstray } from "./words-astray.ts";

const MINUTE = 60_000;
let browser: Browser;
let database: Database;
let city: TestCity;
let context: BrowserContext;
let kiosk: string | undefined;
/** How far behind the clock the city lives: it begins two hours ago. */
let shift = -120 * MINUTE;
const clock = { now: () => fromTuesday() + shift };

beforeAll(async () => {
  [browser, database] = await Promise.all([launchBrowser(), testDatabase()]);
  city = await startCity({ database, clock });
  kiosk = await tokenOf(city.ctx, "kiosk");
  await keepCheckpoints.run(city.ctx);
  for (const place of places.slice(0, 3)) await city.report(place);
  shift = -60 * MINUTE;
  await city.report(places[4]);
  shift = 0;
});
afterEach(() => context?.close());
afterAll(async () => {
  await browser?.close();
  await city?.stop();
  await database?.close();
});

const wall = { width: 1920, height: 1080 };
/** As wide as walls are, old and new; stood on end; and a window beside another. */
const shapes = [
  [1920, 1080],
  [3840, 2160],
  [1366, 768],
  [1080, 1920],
  [960, 1080],
] as const;
const digest = (page: Page) => page.evaluate(() => window.cuadrilla.digest());
const open = (page: Page) => page.locator("[data-figure=open]").innerText();

async function untilSame(page: Page): Promise<void> {
  const truth = (await city.snapshot()).reports.digest;
  await until(
    () => digest(page),
    (d) => d?.count === truth.count && d.sum === truth.sum,
    "the city's digest",
  );
}

describe("a wall", () => {
  test("shows what its address says, names what it ignored, and passes axe", async () => {
    context = await openWindow(browser, wall);
    const link =
      "/wall?lang=es&theme=light&figures=late.open.nonsense&panel=right&sector=nowhere&scale=3&colour=%3Cb%3E";
    const { page, complaints } = await openPage(context, city.url + link, kiosk);
    await untilReady(page);
    await until(
      () => open(page),
      (text) => text === "4",
      "the open reports",
    );
    expect(await page.locator("[data-figure]").count()).toBe(2);
    // What is seen for the first time has not just changed; what changes then has.
    expect(await page.locator("[data-figure][data-lit]").count()).toBe(0);
    await city.report(places[5]);
    await page.locator("[data-figure=open][data-lit]").getByText("5").waitFor();
    const said = await page.locator("[data-ignored]").innerText();
    for (const part of ["figures=nonsense", "sector=nowhere", "scale=3", "colour"])
      expect(said).toContain(part);
    expect(said).not.toContain("<b>");
    // As large as fits: three times would be a panel wider than the screen.
    for (const counter of await page.locator("[data-of]").all()) {
      const box = await counter.boundingBox();
      expect(box && box.x >= wall.width / 2 && box.x + box.width <= wall.width).toBe(true);
      expect(box && box.y >= 0 && box.y + box.height <= wall.height).toBe(true);
    }
    expect(await findings(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    // Nothing to press, and nowhere for a focus to be.
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
    expect(await page.evaluate(() => getComputedStyle(document.body).cursor)).toBe("none");
    expect(complaints).toEqual([]);
  });

  test("counts what it shows in its turn, and lights no counter for that of another place", async () => {
    context = await openWindow(browser, wall);
    const link = "/wall?lang=es&count=view&figures=open&views=city@5|chipinque@600";
    const { page } = await openPage(context, city.url + link, kiosk);
    await untilReady(page);
    await until(
      () => open(page),
      (text) => text === "0",
      "the turn of a sector without reports",
    );
    expect(await page.locator("[data-figure][data-lit]").count()).toBe(0);
  });

  test("says in large letters that there is nothing to show yet and why, and shows the city once it can be had", async () => {
    context = await openWindow(browser, wall);
    await context.route("**/api/live/snapshot", (route) => route.abort());
    const { page } = await openPage(context, `${city.url}/wall?lang=es&panel=none`, kiosk);
    const letters = page.getByText("Aún no hay qué mostrar");
    await letters.waitFor();
    await page.getByText("El servidor aún no responde", { exact: false }).waitFor();
    await context.unroute("**/api/live/snapshot");
    await letters.waitFor({ state: "detached" });
    await untilReady(page);
  });

  test("LV5 says in large letters that it is old while its server is gone, and lives again by itself with the same city", async () => {
    context = await openWindow(browser, wall);
    const { page } = await openPage(context, `${city.url}/wall?lang=es`, kiosk);
    await untilReady(page);
    const port = Number(new URL(city.url).port);
    await city.stop();
    const letters = page.getByText(/^Antiguo: hace \d+ s$/);
    await letters.waitFor();
    expect(await letters.evaluate((at) => Number.parseFloat(getComputedStyle(at).fontSize))).toBeGreaterThan(
      96,
    );
    city = await startCity({ database, port, clock });
    await city.report(places[6]);
    await letters.waitFor({ state: "detached" });
    await untilSame(page);
    expect(await page.evaluate(() => window.cuadrilla.mismatches)).toBe(0);
  });

  test("LV5 goes on from where it was when its network was cut", async () => {
    context = await openWindow(browser, wall);
    const cable = await Cable.to(city.url);
    const { page } = await openPage(context, `${cable.url}/wall?lang=es`, kiosk);
    await untilReady(page);
    cable.cut();
    await page.getByText(/^Antiguo: hace \d+ s$/).waitFor();
    await city.report(places[7]);
    cable.mend();
    await untilSame(page);
    const figures = await page.evaluate(() => [window.cuadrilla.snapshots, window.cuadrilla.mismatches]);
    expect(figures).toEqual([1, 0]);
    await page.getByText("Recibido").first().waitFor();
    await page.close();
    await cable.close();
  });

  test("is taken to a past minute and back to the present with one key", async () => {
    context = await openWindow(browser, wall);
    const at = new Date(fromTuesday() - 90 * MINUTE).toISOString().slice(0, 16);
    const { page } = await openPage(context, `${city.url}/wall?lang=en&at=${at}Z`, kiosk);
    await untilReady(page);
    const slider = page.getByRole("slider");
    await slider.waitFor();
    await until(
      () => open(page),
      (text) => text === "3",
      "the reports of then",
    );
    expect(await page.getByText(/(today|yesterday), not live/).count()).toBe(1);
    expect(await page.getByText("Where brigades were is not shown here").count()).toBe(1);
    const told = (await city.snapshot()).reports.count;
    // Forwards past the fourth report, and what comes meanwhile changes nothing of it.
    await city.report(places[8]);
    await slider.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press("Shift+ArrowRight");
    await until(
      () => open(page),
      (text) => text === "4",
      "the reports of half an hour later",
    );
    for (let i = 0; i < 3; i++) await page.keyboard.press("Shift+ArrowLeft");
    await until(
      () => open(page),
      (text) => text === "3",
      "the reports of then, again",
    );
    expect(await findings(page)).toEqual([]);
    // Nothing of it has just changed; and it is read across the room, on a screen of any shape.
    const lit = page.locator("[data-lit]");
    expect(await lit.count()).toBe(0);
    const astray: Record<string, string[]> = {};
    for (const [width, height] of shapes) {
      await page.setViewportSize({ width, height });
      await page.evaluate(() => new Promise(requestAnimationFrame));
      const bar = await page.locator("[data-past]").boundingBox();
      const map = await page.locator("main").boundingBox();
      const faults = await wordsAstray(page);
      if ((bar?.height ?? 0) > 0.5 * (map?.height ?? 0)) faults.push(`the bar is ${bar?.height} high`);
      if (faults.length > 0) astray[`${width} × ${height}`] = faults;
    }
    expect(astray).toEqual({});
    await page.setViewportSize(wall);
    const said = page.getByText(/(today|yesterday), not live/);
    await until(
      () => said.evaluate((at) => Number.parseFloat(getComputedStyle(at).fontSize)),
      (size) => size === 32,
      "letters that are read across a room",
    );
    // A day earlier there was no city yet: the first minute with reports in it. A day after that has not been.
    await page.keyboard.press(",");
    const earlier = page.getByRole("button", { name: "A day earlier", disabled: true });
    await earlier.waitFor();
    await page.getByText("Nothing older is kept").waitFor();
    expect(await wordsAstray(page)).toEqual([]);
    expect(Number(await open(page))).toBeGreaterThan(0);
    await page.keyboard.press(".");
    await until(
      () => open(page),
      (text) => text === String(told + 1),
      "the latest minute",
    );
    await page.keyboard.press("h");
    await until(
      () => open(page),
      (text) => text === String(told + 1),
      "the present",
    );
    expect(await slider.count()).toBe(0);
    expect(await lit.count()).toBe(0);
    await untilSame(page);
  });

  test("has its way to the past and back on a phone too, above and below whatever the sheet shows", async () => {
    context = await openWindow(browser, { width: 390, height: 844, phone: true });
    const { page } = await openPage(context, `${city.url}/dispatch?lang=es`, city.token);
    await untilReady(page);
    await page.getByRole("button", { name: "Ver el pasado" }).tap();
    await page.getByRole("slider").waitFor();
    for (let i = 0; i < 2; i++) await page.getByRole("button", { name: "Ampliar el panel" }).tap();
    await page.getByRole("button", { name: "Reducir el panel" }).waitFor();
    expect(await overflow(page)).toBe(0);
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: "Volver al presente" }).tap();
    await page.getByText("En vivo", { exact: true }).waitFor();
    expect(await page.getByRole("slider").count()).toBe(0);
  });

  test("says of each report where it is, and keeps apart whatever stands on it, on a screen of any shape", async () => {
    const far = { lon: -100.3697, lat: 25.6334 };
    for (const place of places.slice(9, 12)) await city.report({ ...place, service: "banderolas" });
    // All that there has been is late by now, and what comes is due within the hour.
    shift = 20 * 24 * 60 * MINUTE;
    for (let i = 0; i < 3; i++) await city.report({ ...far, service: "encharcamiento" });
    for (const place of places.slice(12, 15)) {
      const report = await city.report({ ...place, service: "banderolas" });
      const closed = await city.move("close-report", report, {
        outcome: "resolved",
        reason: city.reason("resolve"),
      });
      await city.move("reopen-report", closed, { reason: city.reason("reopen") });
    }
    shift += 210 * MINUTE;
    await raiseReportAlerts.run(city.ctx);
    context = await openWindow(browser, wall);
    const link =
      "/wall?lang=es&figures=late.next-hour.free.open.soon.closed-today&views=city@600|los-sauces@600";
    const { page } = await openPage(context, city.url + link, kiosk);
    await page.locator("[data-alerts]").waitFor();
    for (let i = 0; i < 4; i++) await city.report({ ...far, service: "alcantarilla-tapada" });
    await page.getByText("Recibido").nth(3).waitFor();
    const lines = await page.locator("li:has([data-place])").evaluateAll((rows) =>
      rows.map((row) => {
        const line = row.getBoundingClientRect();
        const place = row.querySelector("[data-place]")?.getBoundingClientRect() ?? line;
        return {
          // Some letters of it at the least, in the line, and in its first one.
          isRead: place.width >= 2 * place.height && place.right <= line.right && place.top < line.top + 4,
          text: row.textContent,
        };
      }),
    );
    expect(lines.length).toBe(10);
    expect(lines.filter(({ isRead }) => !isRead)).toEqual([]);

    const astray: Record<string, string[]> = {};
    for (const scale of [1, 3]) {
      if (scale > 1) {
        await page.goto(`${city.url}${link}&scale=${scale}`);
        await page.locator("[data-alerts]").waitFor();
        await page.locator("[data-ignored]").waitFor();
      }
      for (const [width, height] of shapes) {
        // Twice as large as 1080 lines at any scale, and dear to draw.
        if (width > 1920 && scale > 1) continue;
        await page.setViewportSize({ width, height });
        await page.evaluate(() => new Promise(requestAnimationFrame));
        const map = await page.locator("main").boundingBox();
        const share = ((map?.width ?? 0) * (map?.height ?? 0)) / (width * height);
        const faults = await wordsAstray(page);
        if (share < 0.5) faults.push(`the map has ${Math.round(100 * share)} %`);
        if (faults.length > 0) astray[`${width} × ${height} at ${scale}`] = faults;
      }
    }
    expect(astray).toEqual({});
  }, 120_000);
});

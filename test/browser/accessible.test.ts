/** Everybody's page: checked by axe in its main states, and on the smallest and the largest window. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { findings, overflow } from "./axe.ts";
import { type PageCity, startPageCity } from "./page-city.ts";
import { launchBrowser, openPage, openWindow, until, untilReady, type Window } from "./support.ts";

let browser: Browser;
let it: PageCity;
let context: BrowserContext;

beforeAll(async () => {
  [it, browser] = await Promise.all([startPageCity(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await it?.city.stop();
});

async function open(path: string, window: Window) {
  context = await openWindow(browser, window);
  const { page } = await openPage(context, it.city.url + path, it.city.token);
  await untilReady(page);
  return page;
}

/** Buttons and options that a finger must hit, smaller than 48 px. */
const smallTargets = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button, [role=option], [role=radio]")]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.bottom > 0 && box.top < window.innerHeight && box.height < 48)
      .map(({ element, box }) => `${element.textContent || element.ariaLabel}: ${Math.round(box.height)}`),
  );

describe("at a desk", () => {
  let page: Page;
  beforeAll(async () => {
    page = await open("/?lang=es&theme=dark", { width: 1920, height: 1080 });
  });
  afterAll(() => context?.close());

  test("twenty rows of the list stand beside the map at 1080p, and as many, twice as large, at 4K", async () => {
    const visible = () =>
      page.evaluate(() => {
        const box = document.getElementById("report-list")?.getBoundingClientRect();
        return [...document.querySelectorAll("[role=option]")].filter((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return box && top >= box.top && bottom <= box.bottom + 1;
        }).length;
      });
    expect(await visible()).toBeGreaterThanOrEqual(20);
    const heightAt1080 = await page
      .getByRole("option")
      .first()
      .evaluate((row) => row.clientHeight);
    await page.setViewportSize({ width: 3840, height: 2160 });
    await page.waitForFunction(() => getComputedStyle(document.documentElement).fontSize === "32px");
    await page.waitForFunction((height) => {
      const row = document.querySelector("[role=option]");
      return row !== null && Math.abs(row.clientHeight - 2 * height) <= 3;
    }, heightAt1080);
    // The list measures itself again in a frame of its own.
    await until(visible, (rows) => rows >= 20, "twenty rows at 4K");
    expect(await overflow(page)).toBe(0);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test("axe finds nothing serious with a card open, dark or light", async () => {
    await page.getByRole("option").first().click();
    await page.getByText("Lleva semanas así.").waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("t");
    await page.waitForURL(/theme=light/);
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Escape");
  });

  test("axe finds nothing serious with filters set and a menu open, and in the help", async () => {
    await page.keyboard.press("v");
    await page.getByRole("button", { name: /^Servicio/ }).click();
    await page.getByRole("dialog", { name: "Servicio" }).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    // At this width the header is short: what is chosen once a day, and the help, are behind one button.
    await page.getByRole("button", { name: "Idioma y apariencia" }).click();
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: "Teclas" }).click();
    await page.getByRole("dialog", { name: "Teclas" }).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("x");
  });

  test("axe finds nothing serious in the tablet's layout, where the card takes the list's place", async () => {
    await page.setViewportSize({ width: 820, height: 1100 });
    await page.getByRole("option").first().click();
    await page.locator("[data-card]").waitFor();
    expect(await page.getByRole("listbox").isVisible()).toBe(false);
    expect(await overflow(page)).toBe(0);
    expect(await findings(page)).toEqual([]);
  });
});

describe("a phone of 360 px", () => {
  const phone = { width: 360, height: 740, phone: true };

  test("has one column without sideways scrolling, targets for fingers, and nothing serious", async () => {
    const page = await open("/?lang=es&theme=light", phone);
    onTestFinished(() => context.close());
    expect(await overflow(page)).toBe(0);
    expect(await smallTargets(page)).toEqual([]);
    expect(await findings(page)).toEqual([]);
    await page.getByRole("option").first().tap();
    await page.locator("[data-card]").waitFor();
    expect(await overflow(page)).toBe(0);
    await page.getByRole("button", { name: "Ampliar el panel" }).tap();
    await page.getByRole("button", { name: "Reducir el panel" }).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: "Cerrar" }).tap();
    await page.getByRole("option").first().waitFor();
    await page.getByRole("button", { name: "Idioma y apariencia" }).tap();
    await page.getByRole("radio", { name: "English" }).tap();
    await page.getByText("Live", { exact: true }).waitFor();
    expect(await overflow(page)).toBe(0);
  });
});

/** The map as everybody sees it who is not signed in, and as a wall sees it that has a link. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tokenOf } from "../support/people.ts";
import { findings } from "./axe.ts";
import { type PageCity, startPageCity } from "./page-city.ts";
import { launchBrowser, openPage, openWindow, untilReady } from "./support.ts";

let browser: Browser;
let it: PageCity;

beforeAll(async () => {
  [it, browser] = await Promise.all([startPageCity(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await it?.city.stop();
});

describe("the public map", () => {
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    context = await openWindow(browser, { width: 1440, height: 900 });
    ({ page, complaints } = await openPage(context, `${it.city.url}/?lang=es&theme=light`));
    await untilReady(page);
  });
  afterAll(() => context?.close());

  test("says what it is, offers the way in, and has nothing to control the demo with", async () => {
    await page.getByText("Mapa público.", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Entrar" }).waitFor();
    expect(await page.getByRole("group", { name: "Ciudad de demostración" }).count()).toBe(0);
    expect(await page.getByRole("option").count()).toBeGreaterThan(5);
    expect(await findings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("tells of no brigade: not in the figures, the legend, a row or a card", async () => {
    const { brigades } = it.city.ctx.rules.city;
    const name = brigades.find(({ code }) => code === it.brigade)?.name ?? "";
    expect(await page.locator("[data-figure=free], [data-figure=onShift]").count()).toBe(0);
    expect(await page.getByText("Cuadrilla libre").count()).toBe(0);
    await page.goto(`${it.city.url}/?lang=es&theme=light&sel=${it.assigned}`);
    await untilReady(page);
    const card = page.locator("[data-card]");
    await card.getByText("Historia").waitFor();
    expect(await card.getByText("Descripción").count()).toBe(0);
    expect(await card.getByText("Sin asignar").count()).toBe(0);
    expect(await page.locator("body").textContent()).not.toContain(name);
    expect(complaints).toEqual([]);
  });
});

describe("a wall with a link", () => {
  test("opens its one view, with no account and nothing to control", async () => {
    const token = await tokenOf(it.city.ctx, "kiosk", { name: "Sala", view: "late=1&theme=dark" });
    const context = await openWindow(browser, { width: 1920, height: 1080 });
    const { page, complaints } = await openPage(context, it.city.url, token);
    await untilReady(page);
    await page.waitForURL(/late=1/);
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    expect(await page.getByRole("link", { name: "Entrar" }).count()).toBe(0);
    expect(await page.getByRole("button", { name: /^Cuenta de/ }).count()).toBe(0);
    expect(await page.getByRole("group", { name: "Ciudad de demostración" }).count()).toBe(0);
    await page.getByRole("option").first().click();
    await page.locator("[data-card]").getByText("Recibido").first().waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });
});

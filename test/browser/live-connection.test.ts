/** What the page says and does when its server is gone, changed or not what it was. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CityAnswer } from "#contract/card";
import type { Database } from "#server/db/database";
import type { TestCity } from "../support/living-city.ts";
import { testDatabase } from "../support/test-database.ts";
import { places, startCity } from "./page-city.ts";
import { launchBrowser, openPage, openWindow, until, untilReady } from "./support.ts";

let browser: Browser;
let database: Database;
let city: TestCity;
let context: BrowserContext;

beforeAll(async () => {
  [browser, database] = await Promise.all([launchBrowser(), testDatabase()]);
  city = await startCity({ database });
  for (const place of places.slice(0, 4)) await city.report(place);
});
afterEach(() => context?.close());
afterAll(async () => {
  await browser?.close();
  await city?.stop();
  await database?.close();
});

const digest = (page: Page) =>
  page.evaluate(() => ({ cursor: window.cuadrilla.cursor(), ...window.cuadrilla.digest() }));

describe("the page without its server", () => {
  test("LV5 says that it is old and how old, and lives again by itself with the same city", async () => {
    context = await openWindow(browser, { width: 1280, height: 720 });
    const { page } = await openPage(context, `${city.url}/?lang=es`, city.token);
    await untilReady(page);
    const view = new URL(page.url()).searchParams.get("view");
    const port = Number(new URL(city.url).port);
    await city.stop();
    await page.getByText("Sin conexión con el servidor").waitFor();
    await page.getByText(/Se muestra la ciudad como estaba a las \d\d:\d\d, hace \d+ s\./).waitFor();
    expect(await page.getByText("Sin conexión", { exact: true }).isVisible()).toBe(true);
    expect(await page.getByRole("status").filter({ hasText: "Se perdió la conexión" }).count()).toBe(1);
    // Still there to be read.
    expect(await page.getByRole("option").count()).toBe(4);

    city = await startCity({ database, port });
    await city.report(places[5]);
    await page.getByText("En vivo", { exact: true }).waitFor();
    await page.getByText("Sin conexión con el servidor").waitFor({ state: "detached" });
    const { count, sum } = (await city.snapshot()).reports.digest;
    await until(
      () => digest(page),
      (d) => d.count === count && d.sum === sum,
      "the digest of the restarted city",
    );
    expect(await page.evaluate(() => [window.cuadrilla.snapshots, window.cuadrilla.mismatches])).toEqual([
      1, 0,
    ]);
    expect(new URL(page.url()).searchParams.get("view")).toBe(view);
  });

  test("says what it waits for while the server is not there yet", async () => {
    context = await openWindow(browser, { width: 1280, height: 720 });
    await context.route("**/api/**", (route) => route.abort());
    const { page } = await openPage(context, `${city.url}/?lang=es`, city.token);
    await page.getByText("El servidor aún no responde").waitFor();
    await context.unroute("**/api/**");
    await untilReady(page);
    expect(await page.getByText("El servidor aún no responde").count()).toBe(0);
  });

  test("takes the city anew, and is not loaded anew, when it has changed under it", async () => {
    context = await openWindow(browser, { width: 1280, height: 720 });
    let asked = 0;
    await context.route("**/api/city", async (route) => {
      const answer = await route.fetch();
      const body = CityAnswer.parse(await answer.json());
      await route.fulfill({ json: asked++ > 0 ? body : { ...body, fingerprint: "another" } });
    });
    const { page } = await openPage(context, `${city.url}/?lang=en`, city.token);
    await untilReady(page);
    expect(asked).toBe(2);
    expect(await page.getByText("There is a new version of this page").count()).toBe(0);
  });

  test("draws its own base map when the configured one does not answer, and says so", async () => {
    context = await openWindow(browser, { width: 1280, height: 720 });
    await context.route("**/api/city", async (route) => {
      const answer = await route.fetch();
      const body = CityAnswer.parse(await answer.json());
      await route.fulfill({ json: { ...body, basemapStyleUrl: `${city.url}/no-such-style.json` } });
    });
    const { page } = await openPage(context, `${city.url}/?lang=es`, city.token);
    await page.getByText("El mapa base configurado no responde").waitFor();
    await untilReady(page);
  });

  test("shows a card's loading and its failure, and reads it again when asked", async () => {
    context = await openWindow(browser, { width: 1280, height: 720 });
    await context.route("**/api/reports/*", (route) => route.fulfill({ status: 500, body: "oops" }));
    const { page } = await openPage(context, `${city.url}/?lang=es`, city.token);
    await untilReady(page);
    await page.getByRole("option").first().click();
    await page.getByText("No se pudo leer la historia del reporte.", { exact: false }).waitFor();
    await context.unroute("**/api/reports/*");
    await page.locator("[data-card]").getByRole("button", { name: "Reintentar" }).click();
    await page.locator("[data-card]").getByText("Historia").waitFor();
  });
});

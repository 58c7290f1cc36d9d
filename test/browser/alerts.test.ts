/** Two operators before the same alerts, the same report, and the same storm. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alertAbout } from "#server/alerts/alert-rows";
import { reconcileAlerts } from "#server/alerts/reconcile-alerts";
import { noteReading } from "#server/warnings/feed-reading";
import type { CapMessage } from "#server/warnings/read-cap";
import { takeWarnings } from "#server/warnings/take-warnings";
import { raiseReportAlerts } from "#workers/raise-report-alerts";
import type { TestCity } from "../support/living-city.ts";
import { tokenOf } from "../support/people.ts";
import { findings } from "./axe.ts";
import { places, startCity } from "./page-city.ts";
import { launchBrowser, openPage, openWindow, untilReady } from "./support.ts";

const HOUR = 3_600_000;
let browser: Browser;
let city: TestCity;
let [ana, beto]: Page[] = [];
let folio = "";

beforeAll(async () => {
  browser = await launchBrowser();
  let shift = 0;
  city = await startCity({ clock: { now: () => Date.now() + shift } });
  // Late by an hour when the pages are opened.
  const { dueAt, ...report } = await city.report(places[0]);
  folio = report.folio;
  for (const place of places.slice(1, 4)) await city.report(place);
  shift = Date.parse(dueAt) - Date.now() + HOUR;
  await raiseReportAlerts.run(city.ctx);
  [ana, beto] = await Promise.all(
    ["Ana", "Beto"].map(async (name) => {
      const context = await openWindow(browser, { width: 1280, height: 800 });
      const { page } = await openPage(
        context,
        `${city.url}/?lang=es`,
        await tokenOf(city.ctx, "operator", { name }),
      );
      await untilReady(page);
      return page;
    }),
  );
});
afterAll(async () => {
  await browser?.close();
  await city?.stop();
});

function pages(): { ana: Page; beto: Page } {
  if (!ana || !beto) throw new Error("there are no pages");
  return { ana, beto };
}

test("in the past the alerts of then are only looked at: the key that acknowledges does nothing", async () => {
  const { beto } = pages();
  const tray = beto.getByRole("button", { name: "Alertas: 4 sin atender" });
  await tray.waitFor();
  await beto.keyboard.press("h");
  // A quarter of an hour ago nobody had been alerted; at the end of the slider they had.
  await beto.getByRole("button", { name: "Alertas: 0 sin atender" }).waitFor();
  await beto.getByRole("slider").press("End");
  await tray.press("Enter");
  await beto.getByText("Las alertas de entonces").waitFor();
  expect(await beto.getByRole("button", { name: "Atendida" }).count()).toBe(0);
  await beto.keyboard.press("a");
  await beto.keyboard.press("Escape");
  await beto.keyboard.press("h");
  await beto.getByRole("slider").waitFor({ state: "detached" });
  await tray.waitFor();
});

test("an alert is acknowledged by one key, which the other sees at once with who did it", async () => {
  const { ana, beto } = pages();
  await beto.getByRole("button", { name: "Alertas: 4 sin atender" }).waitFor();
  await ana.getByRole("button", { name: "Alertas: 4 sin atender" }).press("Enter");
  await ana.getByRole("row").first().waitFor();
  expect(await findings(ana)).toEqual([]);
  await ana.keyboard.press("ArrowDown");
  await ana.keyboard.press("a");
  await ana.getByText(/La atendió Ana/).waitFor();
  // The key goes on to the next that is left, and an alert that is acknowledged is not put to sleep by another key.
  await ana.locator("[data-alert]:focus").getByRole("button", { name: "Atendida" }).waitFor();
  await ana.keyboard.press("End");
  await ana.keyboard.press("s");
  await ana
    .locator("[data-alert]:focus")
    .getByText(/La atendió Ana/)
    .waitFor();
  await beto.getByRole("button", { name: "Alertas: 3 sin atender" }).press("Enter");
  await beto.getByText(/La atendió Ana/).waitFor();
  await beto.getByRole("button", { name: "Posponer 15 min" }).first().click();
  await ana.getByText(/Beto la pospuso hasta las/).waitFor();
  await beto.keyboard.press("Escape");
  await beto.getByRole("button", { name: "Alertas: 2 sin atender" }).waitFor();
  // All of the rest at once.
  await ana.getByRole("button", { name: "Atender todas (2)" }).press("Enter");
  await ana.getByText("Atendidas: 2 de 2").waitFor();
  await ana
    .getByText(/La atendió Ana/)
    .nth(2)
    .waitFor();
  await ana.keyboard.press("Escape");
  await beto.getByRole("button", { name: "Alertas: 0 sin atender" }).waitFor();
});

test("who else has a report open is said on its card, until they go on", async () => {
  const { ana, beto } = pages();
  for (const page of [ana, beto]) await page.getByRole("option").filter({ hasText: folio }).click();
  await ana.getByText("Beto lo está viendo").waitFor();
  await beto.getByText("Ana lo está viendo").waitFor();
  await ana.keyboard.press("Escape");
  await beto.getByText("Ana lo está viendo").waitFor({ state: "detached" });
});

test("a storm is said of each report that lies in it, in words", async () => {
  const { beto } = pages();
  const { lon = 0, lat = 0 } = places[0] ?? {};
  const storm: CapMessage = {
    identifier: "storm-1",
    sender: "avisos",
    sent: city.ctx.clock.now(),
    type: "alert",
    references: [],
    faults: [],
    warning: {
      severity: "severe",
      event: "Tormenta",
      headline: null,
      sender: null,
      onset: null,
      expires: city.ctx.clock.now() + HOUR,
      area: [
        [
          [
            [lon - 0.001, lat - 0.001],
            [lon + 0.001, lat - 0.001],
            [lon + 0.001, lat + 0.001],
            [lon - 0.001, lat + 0.001],
            [lon - 0.001, lat - 0.001],
          ],
        ],
      ],
    },
  };
  await takeWarnings(city.ctx, { role: "system", id: "test" }, [storm]);
  await beto.getByRole("option").filter({ hasText: folio }).getByText("Tormenta").waitFor();
  await beto.getByText("Aviso severo: Tormenta").waitFor();
  expect(await beto.getByRole("option").filter({ hasText: "Tormenta" }).count()).toBe(1);
  // And since when nobody knows of the next one.
  const system = { role: "system", id: "test" } as const;
  await noteReading(city.ctx, system, { at: city.ctx.clock.now(), isNew: true }, 0);
  await beto.getByText(/^Avisos meteorológicos sin leer desde las \d\d:\d\d$/).waitFor();
  await noteReading(city.ctx, system, "read", 0);
  await beto.getByText("Avisos meteorológicos sin leer").waitFor({ state: "detached" });
});

test("of many alerts, opened by their key at the desk, the first hundred stand in the list, and more when somebody comes to their end", async () => {
  const { ana } = pages();
  const system = { role: "system", id: "test" } as const;
  await reconcileAlerts(city.ctx, system, ["brigade-silent"], async () =>
    Array.from({ length: 300 }, (_, i) => ({
      ...alertAbout({ brigade: 1 }),
      kind: "brigade-silent",
      subject: `brigade:${i}`,
      department: null,
      since: city.ctx.clock.now(),
      quietMinutes: 0,
    })),
  );
  await ana.goto(`${city.url}/dispatch?lang=es`);
  await ana.getByRole("button", { name: "Alertas: 300 sin atender" }).waitFor();
  await ana.keyboard.press("A");
  const rows = ana.locator("[data-alert]");
  // What the list's keys are meant for has the focus at once.
  await ana.locator("[data-alert]:focus").waitFor();
  expect(await rows.count()).toBe(100);
  await ana.keyboard.press("End");
  await rows.nth(150).waitFor();
  await ana.keyboard.press("Escape");
});

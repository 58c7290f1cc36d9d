/**
 * The live map as a person meets it: the real server, the built page, a real browser. A browser that draws with the
 * processor takes seconds to open the page, so most tests share one and leave it as they found it.
 */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type PageCity, places, startPageCity } from "./page-city.ts";
import { launchBrowser, openPage, openWindow, pixelsOf, until, untilReady } from "./support.ts";

const WINDOW = { width: 1280, height: 720 };
/** Where the map is in that window. */
const MAP = { x: 440, y: 120, width: 830, height: 590 };

let browser: Browser;
let it: PageCity;
let context: BrowserContext;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  [it, browser] = await Promise.all([startPageCity(), launchBrowser()]);
  context = await openWindow(browser, WINDOW);
  ({ page, complaints } = await openPage(context, `${it.city.url}/?lang=es&theme=dark`, it.city.token));
  await untilReady(page);
});
afterEach(async () => {
  for (const key of ["Escape", "Escape", "Escape", "x"]) await page.keyboard.press(key);
  if (page.url().includes("list=map")) await page.keyboard.press("m");
  if (!page.url().includes("lang=es")) await page.getByRole("radio", { name: "Español" }).click();
  await until(
    async () => page.url(),
    (url) => !/sel=|dep=|late=|reopened=|today=|st=|list=|lang=en/.test(url),
    "a page as it was",
  );
});
afterAll(async () => {
  await browser?.close();
  await it?.city.stop();
});

const rows = () => page.getByRole("option");
const card = () => page.locator("[data-card]");
const listed = async () => Number(await rows().first().getAttribute("aria-setsize"));
const digest = () =>
  page.evaluate(() => ({ cursor: window.cuadrilla.cursor(), ...window.cuadrilla.digest() }));

/** Back to where a folio was open. At one go, because the page keeps the address of what is on the screen. */
async function comeBackTo(folio: string, filters = ""): Promise<void> {
  await page.evaluate(
    ([there = "", sel = ""]) => {
      history.pushState(null, "", `${there}&sel=${sel}`);
      history.pushState(null, "", there);
    },
    [`?lang=es&theme=dark${filters}`, folio],
  );
  await page.goBack();
}

describe("the live map", () => {
  test("draws the city as the database has it, in Spanish, and complains of nothing", async () => {
    const { count, sum } = (await it.city.snapshot()).reports.digest;
    expect(await digest()).toMatchObject({ count, sum });
    expect(await page.title()).toBe("San Pedro Garza García · Cuadrilla");
    expect(await page.locator("html").getAttribute("lang")).toBe("es-MX");
    expect(await page.getByText("En vivo").count()).toBeGreaterThan(0);
    expect(await page.getByText("Mapa esquemático · aproximado").isVisible()).toBe(true);
    expect(await listed()).toBe(count);
    // Late first.
    expect(await rows().first().textContent()).toContain("venció hace");
    expect(await page.locator("[data-figure=open]").textContent()).toBe(String(count));
    expect(await page.locator("[data-figure=reopened]").textContent()).toBe("1");
    expect(await page.evaluate(() => performance.getEntriesByName("first-map").length)).toBe(1);
    expect(await pixelsOf(page, "--late", MAP)).toBeGreaterThan(5);
    expect(await pixelsOf(page, "--brigade", MAP)).toBeGreaterThan(5);
    expect(complaints).toEqual([]);
  });

  test("narrows the list by filters that are in the link, and takes them away one by one", async () => {
    const all = await listed();
    await page.getByRole("button", { name: "Departamento" }).click();
    await page.getByRole("option", { name: "Vialidad y pavimentos" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("search").getByRole("button", { name: "Vencidos" }).click();
    await page.waitForURL(/dep=vialidad.*late=1/);
    expect(await listed()).toBeLessThan(all);
    for (const text of await rows().allTextContents()) expect(text).toContain("venció hace");
    await page.getByRole("button", { name: "Quitar el filtro Vencidos" }).click();
    await page.waitForURL((url) => !url.search.includes("late"));
    await page.getByRole("button", { name: "Quitar filtros" }).click();
    await page.waitForURL((url) => !url.search.includes("dep"));
    expect(await listed()).toBe(all);
  });

  test("brings what a link opens into sight in the list, when the list has it", async () => {
    await page.getByRole("listbox").focus();
    for (const key of ["End", "Enter"]) await page.keyboard.press(key);
    await page.waitForURL(/sel=/);
    const last = new URL(page.url()).searchParams.get("sel") ?? "";
    const row = page.getByRole("option").filter({ hasText: last });
    await page.keyboard.press("Escape");
    await card().waitFor({ state: "detached" });
    await page.getByRole("search").getByRole("button", { name: "Vencidos" }).click();
    await row.waitFor({ state: "detached" });
    await comeBackTo(last, "&late=1");
    await card().getByText(last).first().waitFor();
    await page.getByRole("button", { name: "Quitar el filtro Vencidos" }).click();
    await until(
      async () => (await row.isVisible()) && (await row.boundingBox()),
      (box) => box !== false && box !== null && box.y + box.height <= WINDOW.height,
      "the row in sight",
    );
  });

  test("lists what a figure counts when it is pressed, and keeps that in the link", async () => {
    const all = await listed();
    const strip = page.getByRole("region", { name: "Cifras de la ciudad" });
    const figure = strip.getByRole("button", { name: /Reabiertos/ });
    await figure.click();
    await page.waitForURL(/reopened=1/);
    expect(await figure.getAttribute("aria-pressed")).toBe("true");
    expect(await listed()).toBe(1);
    expect(await rows().first().textContent()).toContain(it.reopened);
    const late = Number(await page.locator("[data-figure=late]").textContent());
    await strip.getByRole("button", { name: /Vencidos/ }).click();
    await page.waitForURL(/late=1&reopened=1/);
    await until(listed, (n) => n >= Math.max(1, late) && n < all, "those that either figure counts");
    await page.getByRole("button", { name: "Quitar el filtro Reabiertos" }).click();
    await page.waitForURL((url) => !url.search.includes("reopened"));
    expect(await figure.getAttribute("aria-pressed")).toBe("false");
    await until(listed, (n) => n === late, "the late ones alone");
    for (const name of [/Por vencer/, /Recibidos hoy/, /Cerrados hoy/])
      expect(await strip.getByRole("button", { name }).getAttribute("aria-pressed")).toBe("false");
  });

  test("says what of a link it could not show, shows the rest, and is silent when told so", async () => {
    await page.goto(`${it.city.url}/?lang=es&theme=dark&late=1&svc=luna&st=flying&sel=22222-22223`);
    await untilReady(page);
    const notice = page.getByRole("status").filter({ hasText: "No se encontró lo que pide el enlace" });
    expect(await notice.textContent()).toContain("folio 22222-22223, servicio luna y estado flying");
    for (const text of await rows().allTextContents()) expect(text).toContain("venció hace");
    await page.waitForURL((url) => url.search.includes("late=1") && !/svc|st=|sel/.test(url.search));
    await page.getByRole("radio", { name: "English" }).click();
    await page.getByText("folio 22222-22223, service luna, and status flying").waitFor();
    await page.getByRole("button", { name: "Close the notice" }).click();
    await page.getByText("though the link asks for it").waitFor({ state: "detached" });
    await page.getByRole("radio", { name: "Español" }).click();
    await page.waitForURL(/lang=es/);
  });

  test("says so when nothing matches, and offers the way out", async () => {
    await page.getByRole("button", { name: "Estado" }).click();
    await page.getByRole("option", { name: "Cerrado" }).click();
    await page.keyboard.press("Escape");
    await page.getByText("Ningún reporte coincide con los filtros.").waitFor();
    await page.getByRole("button", { name: "Quitar filtros" }).last().click();
    await rows().first().waitFor();
  });

  test("opens a card by keyboard alone, tells its story, and steps back with Escape", async () => {
    await page.getByRole("listbox").evaluate((list) => list.blur());
    for (const key of ["j", "j", "k", "Home", "Enter"]) await page.keyboard.press(key);
    await card().waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H2");
    expect(await card().textContent()).toContain(it.late);
    await card().getByText("Lleva semanas así.").waitFor();
    await card().getByText("Historia").waitFor();
    expect(page.url()).toContain(`sel=${it.late}`);
    await page.keyboard.press("Escape");
    await card().waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("report-list");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Teclas" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("steps back through what was open, and says when there is no such folio", async () => {
    const folioOf = async (i: number) =>
      /[2-9A-Z]{5}-[2-9A-Z]{5}/.exec((await rows().nth(i).textContent()) ?? "")?.[0] ?? "";
    const [first, second] = [await folioOf(0), await folioOf(1)];
    await rows().nth(0).click();
    await card().getByText(first).waitFor();
    await rows().nth(1).click();
    await card().getByText(second).waitFor();
    await page.goBack();
    await card().getByText(first).waitFor();
    await page.goBack();
    await card().waitFor({ state: "detached" });
    await comeBackTo("22222-22222");
    await card().getByText("No hay ningún reporte con este folio.").waitFor();
  });

  test("follows an open card as the report moves on, with actor and reason", async () => {
    await comeBackTo(it.comfortable);
    await card().getByText("Sin asignar").waitFor();
    const moved = await it.city.move(
      "assign-report",
      { folio: it.comfortable, version: 1 },
      { brigade: it.brigade },
    );
    await card().getByText("Asignado").first().waitFor();
    await it.city.move("close-report", moved, { outcome: "resolved", reason: it.city.reason("resolve") });
    await card().getByText("Trabajo terminado").first().waitFor();
    await card().getByText("Operación · Ana").first().waitFor();
  });

  test("goes from a report to its brigade, and back to the report by the brigade's work", async () => {
    await comeBackTo(it.assigned);
    const name = it.city.ctx.rules.city.brigades.find((brigade) => brigade.code === it.brigade)?.name ?? "";
    await card().getByRole("button", { name }).click();
    await page.waitForURL(new RegExp(`sel=b:${it.brigade}`));
    await card()
      .getByText(/^hace \d+ (s|min)$/)
      .waitFor();
    await card()
      .getByRole("button", { name: /Asignado/ })
      .click();
    await card().getByText(it.assigned).waitFor();
  });

  test("lists only what is on the map when asked to", async () => {
    const all = await listed();
    await rows().first().click();
    await card().waitFor();
    await page.keyboard.press("z");
    await page.waitForURL(/view=[^&]*,1[6-9]\./);
    await page.getByRole("radio", { name: "En el mapa" }).click();
    await until(listed, (n) => n > 0 && n < all, "a shorter list");
    await page.waitForURL(/list=map/);
    await page.keyboard.press("0");
    await until(listed, (n) => n === all, "the whole list with the whole city");
  });

  test("shows a report that comes in by HTTP where it is, and leaves the view alone", async () => {
    await rows().first().click();
    await page.keyboard.press("z");
    await page.waitForURL(/view=[^&]*,1[6-9]\./);
    const viewInLink = async () => new URL(page.url()).searchParams.get("view");
    const besideTheCard = await viewInLink();
    await page.keyboard.press("Escape");
    await card().waitFor({ state: "detached" });
    // Without the card there is more of the map to be seen, and another place in the middle of it.
    const view = await until(viewInLink, (seen) => seen !== besideTheCard, "the view without a card");
    const [lon = 0, lat = 0] = view?.split(",").map(Number) ?? [];
    // 90 px to the north of the middle, where nothing is.
    const spot = { lon, lat: lat + (90 / 512 / 2 ** 16) * 360 * Math.cos((lat * Math.PI) / 180) };
    const there = { x: 432 + 424 - 25, y: 104 + 308 - 90 - 25, width: 50, height: 50 };
    expect(await pixelsOf(page, "--comfortable", there)).toBe(0);
    await it.city.report({ ...spot, service: "bache" });
    await until(
      () => pixelsOf(page, "--comfortable", there),
      (n) => n > 20,
      "the mark where the report is",
    );
    for (const place of places.slice(0, 6)) await it.city.report({ ...place, service: "bache" });
    const { count } = (await it.city.snapshot()).reports;
    await until(digest, (d) => d.count === count, "all reports");
    expect(new URL(page.url()).searchParams.get("view")).toBe(view);
    expect(await page.evaluate(() => window.cuadrilla.snapshots)).toBe(1);
  });

  test("is dark or light as asked, on the map too", async () => {
    await page.keyboard.press("0");
    const land = () => pixelsOf(page, "--map-land", MAP);
    await until(land, (n) => n > 5000, "the land in the dark colours");
    await page.keyboard.press("t");
    await page.waitForURL(/theme=light/);
    expect(await page.locator("html").getAttribute("data-theme")).toBe("light");
    await until(land, (n) => n > 5000, "the land in the light colours");
    await page.keyboard.press("t");
    await page.waitForURL(/theme=dark/);
  });

  test("speaks English by a switch", async () => {
    await page.getByRole("radio", { name: "English" }).click();
    await page.getByText("Live", { exact: true }).waitFor();
    await page.waitForURL(/lang=en/);
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(await rows().first().textContent()).toContain("late by");
  });

  test("opens again as the link says, and without one as this person likes it", async () => {
    await page.getByRole("radio", { name: "English" }).click();
    await page.keyboard.press("v");
    await page.waitForURL(/late=1/);
    const before = await listed();
    await page.reload();
    await untilReady(page);
    expect(await listed()).toBe(before);
    expect(
      await page
        .getByRole("search")
        .getByRole("button", { name: "Late", exact: true })
        .getAttribute("aria-pressed"),
    ).toBe("true");
    await page.goto(it.city.url);
    await untilReady(page);
    expect(await page.getByText("Open", { exact: true }).isVisible()).toBe(true);
    await page.getByRole("radio", { name: "Español" }).click();
    await page.waitForURL(/lang=es/);
  });
});

describe("a link with a place", () => {
  const spot = places[8] ?? { lon: 0, lat: 0 };
  const view = `${spot.lon.toFixed(5)},${spot.lat.toFixed(5)},17.00`;

  test.each([
    ["a phone", { width: 390, height: 844, phone: true }, ""],
    ["a desk", { width: 1440, height: 900 }, ""],
    ["a desk with a card open", { width: 1440, height: 900 }, "&sel=b:"],
  ])("has it in the middle of what is seen on %s, and is handed on unchanged", async (_, window, more) => {
    const other = await openWindow(browser, window);
    const selection = more && more + it.brigade;
    const opened = await openPage(other, `${it.city.url}/?lang=es&theme=dark&view=${view}${selection}`);
    await untilReady(opened.page);
    const middle = await opened.page.evaluate(() => {
      const box = (selector: string) => document.querySelector(selector)?.getBoundingClientRect();
      const map = box("main");
      const right = box("main [data-card]")?.left ?? map?.right ?? 0;
      const bottom = box("aside[data-stop]")?.top ?? map?.bottom ?? 0;
      return { x: ((map?.left ?? 0) + right) / 2, y: ((map?.top ?? 0) + bottom) / 2 };
    });
    const around = { x: middle.x - 20, y: middle.y - 20, width: 40, height: 40 };
    await until(
      () => pixelsOf(opened.page, "--comfortable", around),
      (n) => n > 20,
      "the report's mark in the middle",
    );
    expect(new URL(opened.page.url()).searchParams.get("view")).toBe(view);
    await other.close();
  });
});

test("a row of a phone that goes on beyond the edge fades there, and no more when its end is seen", async () => {
  const other = await openWindow(browser, { width: 390, height: 844, phone: true });
  const opened = await openPage(other, `${it.city.url}/?lang=es&theme=dark`);
  await untilReady(opened.page);
  const strip = opened.page.getByRole("region", { name: "Cifras de la ciudad" });
  expect(await strip.getAttribute("data-cut")).toBe("end");
  expect(await strip.evaluate((row) => getComputedStyle(row).maskImage)).toContain("gradient");
  // The legend stands between what is told at the upper edge of the map and the sheet, shut and open, until a card is.
  const legend = opened.page.getByRole("button", { name: "Leyenda" });
  const whose = opened.page.locator("main > div", { hasText: "Mapa público." });
  for (const isOpen of [false, true]) {
    if (isOpen) await legend.tap();
    const part = await opened.page.getByRole("region", { name: "Leyenda" }).boundingBox();
    const note = await whose.last().boundingBox();
    const sheet = await opened.page.locator("aside[data-stop]").boundingBox();
    if (!part || !note || !sheet) throw new Error("the legend, the note or the sheet is not there");
    expect(part.y).toBeGreaterThanOrEqual(note.y + note.height);
    expect(part.y + part.height).toBeLessThanOrEqual(sheet.y);
  }
  for (let i = 0; i < 2; i++) await legend.tap();
  await opened.page.getByRole("option").first().tap();
  await opened.page.locator("[data-card]").waitFor();
  expect(await legend.getAttribute("aria-expanded")).toBe("false");
  await strip.evaluate((row) => row.scrollTo({ left: row.scrollWidth }));
  await until(
    () => strip.getAttribute("data-cut"),
    (cut) => cut === "start",
    "the other end to fade",
  );
  await other.close();
});

/** A shift at the desk without a mouse: from signing in to reopening, by keys alone, with the real server behind it. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findings, overflow } from "./axe.ts";
import { type Desk, form, heard, openDesk, reportOf, untilReport } from "./desk.ts";
import { employ, PASSWORD } from "./office.ts";
import { type PageCity, places, startPageCity } from "./page-city.ts";
import { launchBrowser, untilReady } from "./support.ts";

let browser: Browser;
let it: PageCity;
let desk: Desk;
let page: Page;

beforeAll(async () => {
  [it, browser] = await Promise.all([startPageCity(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await it?.city.stop();
});

const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** It has the focus: keys that come before it go where they went before. */
const inDialog = (name: string) =>
  page.getByRole("dialog", { name }).and(page.locator(":focus-within")).waitFor();
const card = () => page.locator("[data-card]");
const focused = () => page.evaluate(() => document.activeElement?.id ?? "");

describe("a shift at the desk, by keys alone", () => {
  test("who is not signed in is told what this is, and comes back here after signing in", async () => {
    const rosa = await employ(it.city.ctx, "operator", "Rosa Luna");
    desk = await openDesk(browser, it.city, undefined);
    page = desk.page;
    await page.getByText("Para despachar, primero entre con su cuenta.").waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByRole("main").getByRole("link", { name: "Entrar" }).focus();
    await press("Enter");
    await page.getByRole("heading", { name: /^Entrar a/ }).waitFor();
    await page.keyboard.type(rosa.email);
    await press("Tab");
    await page.keyboard.type(PASSWORD);
    await press("Enter");
    await page.waitForURL(/\/dispatch/);
    await untilReady(page);
    expect(await page.title()).toContain("Despacho");
  });

  test("the next late report is taken, and assigned by one key and Enter", async () => {
    await press("n");
    await card().getByText(it.late).first().waitFor();
    await press("t");
    await heard(page, `Lo tomó usted: ${it.late}`);
    await press("a");
    const list = form(page, "assign").getByRole("listbox");
    await list.getByRole("option").first().waitFor();
    const first = await list.getByRole("option").first().getAttribute("data-brigade");
    await press("Enter");
    await heard(page, `Asignado: ${it.late}`);
    const { report } = await untilReport(
      it.city,
      it.late,
      (found) => found.report.status === "assigned",
      "the assignment",
    );
    expect(report.brigade).toBe(it.city.ctx.brigades.get(first ?? "")?.id);
    await page.getByRole("button", { name: /Deshacer/ }).waitFor();
  });

  test("a note is written, and read on the card", async () => {
    await press("o");
    await page.keyboard.type("Hay que llevar la grúa.");
    await press("Control+Enter");
    await heard(page, `Nota escrita: ${it.late}`);
    await card().getByText("Hay que llevar la grúa.").waitFor();
    await card().getByText("Nota · Solo el equipo").waitFor();
  });

  test("a question is asked, and what is answered by telephone is written down beside it", async () => {
    await press("q");
    await page.keyboard.type("¿En qué número?");
    await press("Control+Enter");
    await heard(page, `Pregunta enviada: ${it.late}`);
    await card()
      .getByRole("button", { name: /^Anotar respuesta/ })
      .waitFor();
    await press("p");
    await form(page, "answer").locator("blockquote").getByText("¿En qué número?").waitFor();
    await page.keyboard.type("En el 14.");
    await press("Control+Enter");
    await heard(page, `Respuesta anotada: ${it.late}`);
    await card().getByText("En el 14.").waitFor();
    await card()
      .getByRole("button", { name: /^Anotar respuesta/ })
      .waitFor({ state: "detached" });
  });

  test("a duplicate is found and merged, and that is undone", async () => {
    const services = it.city.ctx.rules.city.services;
    const twin = {
      ...places[8],
      service: services[0]?.code,
      description: "Fuga de agua frente a la escuela",
    };
    const older = await it.city.report(twin);
    const newer = await it.city.report({ ...twin, description: "Hay una fuga de agua en la escuela" });
    await press("/");
    await page.keyboard.type(newer.folio);
    await press("Enter");
    await card().getByRole("button", { name: /^Unir/ }).waitFor();
    await card()
      .getByRole("button", { name: /posibles? duplicados?$/ })
      .waitFor();
    await press("m");
    await form(page, "merge").getByRole("option").filter({ hasText: older.folio }).waitFor();
    await form(page, "merge").getByRole("table").getByText("Fuga de agua frente a la escuela").waitFor();
    await form(page, "merge").getByRole("radio", { name: "La misma persona lo repitió" }).focus();
    await press(" ", "Enter");
    await heard(page, "Unido");
    const merged = await untilReport(
      it.city,
      newer.folio,
      (found) => found.mergedInto !== null,
      "the merger",
    );
    expect(merged).toMatchObject({ mergedInto: older.folio, report: { reason: "misma-persona" } });
    await press("u");
    await heard(page, "Deshecho");
    const apart = await reportOf(it.city, newer.folio);
    expect(apart.mergedInto).toBeNull();
    // Whoever reads the one that goes on sees at once what was merged into it, and what was taken apart again.
    await press("/");
    await page.keyboard.type(older.folio);
    await press("Enter");
    await card().getByText(older.folio).first().waitFor();
    const version = apart.report.version;
    const again = await it.city.move("merge-report", { folio: newer.folio, version }, { into: older.folio });
    await card().getByText("Sigue también por").waitFor();
    await it.city.move("unmerge-report", again);
    await card().getByText("Sigue también por").waitFor({ state: "detached" });
  });

  test("a late report is closed with its reasons, and reopened", async () => {
    await press("Escape", "Escape", "/");
    await page.keyboard.type(it.late);
    await press("Enter");
    await card().getByText(it.late).first().waitFor();
    await press("c");
    await form(page, "close").getByText("Venció antes: elija por qué se hizo tarde.").waitFor();
    await press("Tab", "Tab", " ", "Enter");
    await heard(page, `Cerrado: ${it.late}`);
    await untilReport(it.city, it.late, (found) => found.report.status === "closed", "the closing");
    await press("y", "Enter");
    await heard(page, `Reabierto: ${it.late}`);
    await untilReport(it.city, it.late, (found) => found.report.status === "reopened", "the reopening");
  });

  test("what is found is worked on by the keys of the list, whatever filters the map, and Escape leaves it", async () => {
    const onFinding = () =>
      page.waitForFunction(() => document.activeElement?.matches("#findings [role=row]"));
    await press("Escape", "Escape", "v", "/");
    await page.keyboard.type("semanas");
    await press("ArrowDown");
    await onFinding();
    await page.getByText("los filtros valen solo para el mapa").waitFor();
    await press("h");
    await page.locator("[data-past]").waitFor();
    await press("h");
    await page.locator("[data-past]").waitFor({ state: "detached" });
    await press("o");
    await form(page, "note").waitFor();
    await press("Escape", "Escape");
    await card().waitFor({ state: "detached" });
    await onFinding();
    await press("Escape");
    await page.waitForFunction(() => document.activeElement?.id === "report-list");
    await press("v");
  });

  test("several are marked and assigned at once", async () => {
    await press("Escape", "Escape", "j");
    expect(await focused()).toBe("report-list");
    await press("Home", " ", "Shift+ArrowDown", "Shift+ArrowDown");
    await page.getByRole("heading", { name: "3 marcados" }).waitFor();
    await press("a");
    await form(page, "assign").getByRole("option").first().waitFor();
    await press("2");
    // It lacks what they need, and is asked about before it is sent.
    await form(page, "assign").getByText("Enter otra vez lo asigna de todos modos.").waitFor();
    await press("Enter");
    await heard(page, "Asignado: 3 reportes");
    expect(await page.getByRole("heading", { name: /marcados/ }).count()).toBe(0);
  });

  test("all of it is in the help and the palette, and both give the focus back", async () => {
    await press("j", "?");
    const help = page.getByRole("dialog", { name: "Teclas" });
    for (const words of ["Siguiente vencido", "Unir", "Deshacer", "Marcar el grupo de al lado"])
      await help.getByText(words, { exact: true }).waitFor();
    // Without single letters the palette stays, and leads back to them.
    const letters = help.getByRole("checkbox", { name: /^Teclas de una letra/ });
    await letters.press(" ");
    await press("Escape");
    await page.waitForFunction(() => document.activeElement?.id === "report-list");
    await press("S");
    expect(await page.getByRole("heading", { name: /marcados?$/ }).count()).toBe(0);
    await press("Control+k");
    await page.keyboard.type("esta ayuda");
    await press("Enter");
    await letters.press(" ");
    await press("Escape");
    await page.waitForFunction(() => document.activeElement?.id === "report-list");
    for (const [key, name] of [
      ["A", "Alertas"],
      ["F", "Servicio"],
    ] as const) {
      await press(key);
      await inDialog(name);
      await press("Escape");
      await page.waitForFunction(() => document.activeElement?.id === "report-list");
    }
    await press("O", "O");
    await page.getByRole("button", { name: /^Servicio/, pressed: true }).waitFor();
    await press("Control+k");
    await page.keyboard.type("ordenar por: vence");
    await press("Enter");
    await page.getByRole("button", { name: /^Vence/, pressed: true }).waitFor();
    await press("Control+k");
    await page.keyboard.type("guardar esta");
    await page.getByRole("menuitem", { name: /Guardar esta vista/ }).waitFor();
    expect(await findings(page)).toEqual([]);
    await press("Enter");
    await inDialog("Guardar esta vista");
    await page.keyboard.type("Mi mañana");
    await press("Enter");
    await page.getByRole("button", { name: "Vistas" }).filter({ hasText: "Mi mañana" }).waitFor();
  });

  test("keys of what stands above the list bring it back where a card lies over it", async () => {
    await press("n");
    await card().waitFor();
    await page.setViewportSize({ width: 1000, height: 800 });
    await page.locator("#filter-service").waitFor({ state: "hidden" });
    await press("F");
    await inDialog("Servicio");
    await press("Escape");
    await page.setViewportSize({ width: 1600, height: 900 });
  });

  test("nothing of it is an accessibility finding, and nobody complained on the console", async () => {
    await press("Escape", "n", "a");
    await form(page, "assign").getByRole("option").first().waitFor();
    expect(await findings(page)).toEqual([]);
    await press("Escape", "c");
    await form(page, "close").waitFor();
    expect(await findings(page)).toEqual([]);
    await press("Escape");
    await card().waitFor();
    expect(await findings(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    expect(desk.complaints).toEqual([]);
  });
});

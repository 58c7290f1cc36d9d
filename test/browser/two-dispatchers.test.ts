/** Two dispatchers at one report: whoever comes second sees what the first did and chooses; nothing is overwritten or lost. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { tokenOf } from "../support/people.ts";
import { form, heard, openDesk, reportOf, untilReport } from "./desk.ts";
import { type PageCity, places, startPageCity } from "./page-city.ts";
import { launchBrowser, until } from "./support.ts";

let browser: Browser;
let it: PageCity;
let ana: Page;
let beto: Page;

beforeAll(async () => {
  [it, browser] = await Promise.all([startPageCity(), launchBrowser()]);
  const token = await tokenOf(it.city.ctx, "operator", { name: "Beto" });
  ana = (await openDesk(browser, it.city, it.city.token)).page;
  beto = (await openDesk(browser, it.city, token)).page;
});
afterEach(async () => {
  for (const page of [ana, beto]) for (let i = 0; i < 4; i++) await page.keyboard.press("Escape");
});
afterAll(async () => {
  await browser?.close();
  await it?.city.stop();
});

let made = 0;
const newReport = () => {
  const services = it.city.ctx.rules.city.services;
  return it.city.report({ ...places[10 + (made++ % 10)], service: services[0]?.code });
};

/** Opens a report as one does: by its folio. */
async function open(page: Page, folio: string): Promise<void> {
  await page.keyboard.press("/");
  await page.keyboard.type(folio);
  await page.keyboard.press("Enter");
  await page.locator("[data-card]").getByText(folio).first().waitFor();
  await page
    .getByRole("button", { name: /^Asignar/ })
    .first()
    .waitFor();
}

const conflict = (page: Page) => page.getByRole("alertdialog", { name: "Alguien más fue más rápido" });
const brigadeId = (code: string | null | undefined) => it.city.ctx.brigades.get(code ?? "")?.id;

describe("two dispatchers", () => {
  test("who assign the same report: the second sees whom the first sent, and only then sends another", async () => {
    const { folio } = await newReport();
    await Promise.all([open(ana, folio), open(beto, folio)]);
    for (const page of [ana, beto]) {
      await page.keyboard.press("a");
      await form(page, "assign").getByRole("option").first().waitFor();
    }
    const offered = form(beto, "assign").getByRole("option");
    const [first, third] = await Promise.all([0, 2].map((i) => offered.nth(i).getAttribute("data-brigade")));
    await ana.keyboard.press("1");
    await untilReport(
      it.city,
      folio,
      ({ report }) => report.brigade === brigadeId(first),
      "Ana's assignment",
    );
    await form(beto, "assign").getByText("Mientras tanto, alguien más lo cambió").waitFor();
    await beto.keyboard.press("3");
    await conflict(beto).waitFor();
    const theirs = conflict(beto).getByRole("region", { name: "Lo que pasó" });
    await theirs.getByText("Operación · Ana").waitFor();
    // The desk's keys are not those of the question: this one would put back what Ana has just done.
    await beto.keyboard.press("b");
    await beto.keyboard.press("Control+k");
    expect(await beto.getByRole("dialog", { name: "Buscar acciones" }).count()).toBe(0);
    expect((await reportOf(it.city, folio)).report.brigade).toBe(brigadeId(first));
    await conflict(beto).getByRole("button", { name: "Hacerlo sobre lo nuevo" }).click();
    await untilReport(
      it.city,
      folio,
      ({ report }) => report.brigade === brigadeId(third),
      "Beto's assignment",
    );
  });

  test("of whom one closes what the other corrects: it is told, cannot be done any more, and is dropped", async () => {
    const { folio, version } = await newReport();
    await open(beto, folio);
    await beto.keyboard.press("e");
    await form(beto, "correct").getByLabel("Latitud").press("Control+a");
    await beto.keyboard.type("25.6581");
    const reason = it.city.reason("resolve");
    await it.city.move("close-report", { folio, version }, { outcome: "resolved", reason });
    await form(beto, "correct").getByText("Mientras tanto, alguien más lo cambió").waitFor();
    await beto.getByRole("button", { name: "Corregir", exact: true }).last().click();
    await conflict(beto).getByText("Así como está ahora, esto ya no se puede hacer.").waitFor();
    await conflict(beto)
      .getByText(/25\.6581/)
      .waitFor();
    await conflict(beto).getByRole("button", { name: "Dejarlo como está" }).click();
    await conflict(beto).waitFor({ state: "detached" });
    expect((await reportOf(it.city, folio)).report).toMatchObject({ status: "closed", version: version + 1 });
  });

  test("of whom one merges what the other writes about: the text is kept, and goes to the report that goes on", async () => {
    const into = await newReport();
    const { folio, version } = await newReport();
    await open(beto, folio);
    await beto.keyboard.press("o");
    await beto.keyboard.type("Vecinos avisan que hay cables.");
    await it.city.move("merge-report", { folio, version }, { into: into.folio });
    await beto.getByRole("button", { name: `Escribirlo en ${into.folio}` }).click();
    await until(
      () => form(beto, "note").getByLabel("Nota").inputValue(),
      (text) => text === "Vecinos avisan que hay cables.",
      "the text at the other report",
    );
    await form(beto, "note").getByLabel("Nota").press("Control+Enter");
    await heard(beto, `Nota escrita: ${into.folio}`);
    const { notes } = await untilReport(it.city, into.folio, (found) => found.notes.length > 0, "the note");
    expect(notes.map(({ text }) => text)).toEqual(["Vecinos avisan que hay cables."]);
    expect((await reportOf(it.city, folio)).notes).toEqual([]);
  });

  test("who take the same report: the second is told who has it, and may take it over", async () => {
    const { folio } = await newReport();
    await Promise.all([open(ana, folio), open(beto, folio)]);
    await ana.keyboard.press("t");
    await heard(ana, `Lo tomó usted: ${folio}`);
    await beto.locator("[data-card]").getByText("Ana lo está atendiendo").waitFor();
    await beto.keyboard.press("t");
    await beto.getByRole("alert").getByText(`Ana ya está atendiendo ${folio}.`).waitFor();
    await beto.getByRole("button", { name: "Tomarlo de todos modos" }).click();
    await ana.getByRole("alert").getByText(`Beto tomó ${folio}, que estaba con usted.`).waitFor();
  });

  test("of whom one's report goes to another department while they write: that is explained, and the text is theirs", async () => {
    const { services } = it.city.ctx.rules.city;
    const other = services.find(({ department }) => department !== services[0]?.department);
    const department = services[0]?.department ?? "";
    const token = await tokenOf(it.city.ctx, "operator", { name: "Caro", department });
    const { page: caro, context } = await openDesk(browser, it.city, token);
    const { folio, version } = await newReport();
    await open(caro, folio);
    await caro.keyboard.press("o");
    await caro.keyboard.type("Falta la tapa.");
    await it.city.move("correct-report", { folio, version }, { service: other?.code });
    await form(caro, "note").getByText("Este reporte ya no está a su alcance").waitFor();
    expect(await form(caro, "note").locator("blockquote").textContent()).toBe("Falta la tapa.");
    await context.close();
  });
});

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
const newReport = () => it.city.report({ ...places[10 + (made++ % 10)], service: service()?.code });
/** One that every brigade can do: nobody is asked whether it should be sent all the same. */
const service = () => it.city.ctx.rules.city.services.find(({ skills }) => skills.length === 0);

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
    // By keys one comes from the form to the pin on the map.
    await form(beto, "correct").getByRole("button").last().focus();
    await beto.keyboard.press("Tab");
    expect(await beto.evaluate(() => document.activeElement?.ariaLabel)).toMatch(/^Lugar del reporte/);
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

  test("of whom one assigns one of the other's many: that is told by name, and done over only when it is marked again", async () => {
    const [one, two] = [await newReport(), await newReport()];
    for (const { folio } of [one, two]) {
      await open(beto, folio);
      await beto.locator("#report-list [data-open]").getByText(folio).waitFor();
      await beto.keyboard.press("s");
    }
    await beto.getByRole("heading", { name: "2 marcados" }).waitFor();
    await beto.keyboard.press("a");
    const offered = form(beto, "assign").getByRole("option");
    await offered.first().waitFor();
    const third = await offered.nth(2).getAttribute("data-brigade");
    await open(ana, one.folio);
    await ana.keyboard.press("a");
    await form(ana, "assign").getByRole("option").first().waitFor();
    const first = await form(ana, "assign").getByRole("option").first().getAttribute("data-brigade");
    await ana.keyboard.press("1");
    await form(beto, "assign").getByText("Mientras tanto cambió 1 de ellos, y no se moverá").waitFor();
    await beto.keyboard.press("3");
    const outcome = beto.getByRole("alert").filter({ hasText: "Hechos: 1. No se pudieron: 1." });
    await outcome.getByText("Operación · Ana").waitFor();
    expect(await beto.getByRole("heading", { name: /marcados?$/ }).count()).toBe(0);
    expect((await reportOf(it.city, one.folio)).report.brigade).toBe(brigadeId(first));
    expect((await reportOf(it.city, two.folio)).report.brigade).toBe(brigadeId(third));
    await outcome.getByRole("button", { name: "Marcar otra vez el que otros cambiaron" }).click();
    await beto.getByRole("heading", { name: "1 marcado" }).waitFor();
    await beto.keyboard.press("a");
    const row = form(beto, "assign").locator(`[data-brigade="${third}"]`);
    await row.click();
    await beto.keyboard.press("Enter");
    await untilReport(
      it.city,
      one.folio,
      ({ report }) => report.brigade === brigadeId(third),
      "Beto's assignment",
    );
  });

  test("who merge the same report with different ones: the second is told, and it stays with the first one's", async () => {
    const [mine, theirs] = [await newReport(), await newReport()];
    const { folio, version } = await newReport();
    await open(beto, folio);
    await beto.keyboard.press("m");
    await form(beto, "merge").getByLabel("Otro folio").fill(mine.folio);
    await it.city.move("merge-report", { folio, version }, { into: theirs.folio });
    await form(beto, "merge").getByText("Mientras tanto, alguien más lo cambió").waitFor();
    await form(beto, "merge").getByRole("button", { name: "Unir", exact: true }).click();
    await conflict(beto).getByText("Así como está ahora, esto ya no se puede hacer.").waitFor();
    await conflict(beto).getByText(theirs.folio).waitFor();
    await conflict(beto).getByRole("button", { name: "Dejarlo como está" }).click();
    expect((await reportOf(it.city, folio)).mergedInto).toBe(theirs.folio);
  });

  test("of whom one takes back what the other has gone on from: it is told, and is not taken back", async () => {
    const { folio } = await newReport();
    await open(beto, folio);
    await beto.keyboard.press("a");
    await form(beto, "assign").getByRole("option").first().waitFor();
    await beto.keyboard.press("1");
    await heard(beto, `Asignado: ${folio}`);
    const { report } = await reportOf(it.city, folio);
    await it.city.move("start-travel", { folio, version: report.version });
    await beto.keyboard.press("u");
    await conflict(beto).getByText("Operación · Ana").waitFor();
    await conflict(beto).getByRole("button", { name: "Hacerlo sobre lo nuevo" }).click();
    await beto.getByRole("alert").getByText("Lo último lo hizo alguien más.").waitFor();
    expect((await reportOf(it.city, folio)).report).toMatchObject({
      status: "en-route",
      brigade: report.brigade,
    });
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
    const department = service()?.department ?? "";
    const other = services.find((each) => each.department !== department);
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

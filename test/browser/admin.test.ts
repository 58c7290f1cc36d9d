/** The administration as whoever runs a city meets it: its pages, in a browser, against the real server. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { adminSections } from "#contract/pages";
import { tokenOf } from "../support/people.ts";
import { findings, overflow } from "./axe.ts";
import { type PageCity, startPageCity } from "./page-city.ts";
import { launchBrowser, openPage, openWindow, until, untilReady } from "./support.ts";

let browser: Browser;
let it: PageCity;
let context: BrowserContext;
let page: Page;
let complaints: string[];

/** What a browser says of a refusal, however well the page takes it. */
const refusals = /Failed to load resource: the server responded with a status of 4/;

beforeAll(async () => {
  [it, browser] = await Promise.all([startPageCity(), launchBrowser()]);
  context = await openWindow(browser, { width: 1440, height: 900 });
  ({ page, complaints } = await openPage(context, `${it.city.url}/admin/people?lang=es`, it.city.admin));
});
afterEach(async () => {
  // What a failing test has left open stands in the way of none after it.
  await page.keyboard.press("Escape");
  expect(complaints.splice(0).filter((line) => !refusals.test(line))).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await it?.city.stop();
});

const go = async (name: string) => {
  await page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
};
const panel = () => page.getByRole("dialog");

describe("people", () => {
  test("are added with a link that is shown once, and found in the list", async () => {
    await page.getByRole("button", { name: "Agregar persona" }).click();
    await panel().getByLabel("Nombre").fill("Inés <b>Soto</b>");
    await panel().getByLabel("Correo").fill("ines");
    await panel().getByRole("button", { name: "Agregar y crear enlace" }).click();
    await panel().getByText("Escriba un correo válido").waitFor();
    expect(await panel().getByLabel("Nombre").inputValue()).toBe("Inés <b>Soto</b>");
    await panel().getByLabel("Correo").fill("ines@ciudad.example");
    await panel().getByRole("button", { name: "Agregar y crear enlace" }).click();
    await panel()
      .getByText(/^Enlace para/)
      .waitFor();
    const link = (await panel().locator("output").textContent()) ?? "";
    expect(link).toMatch(/\/invitation#.{20,}/);
    expect(await findings(page)).toEqual([]);
    await panel().getByRole("button", { name: "Listo" }).click();
    await page.getByRole("button", { name: "Inés <b>Soto</b>" }).waitFor();
    expect(await page.getByText(link).count()).toBe(0);
  });

  test("that somebody else changed meanwhile are not overwritten unawares", async () => {
    const people = (await it.city.send("GET", "/api/admin/people")).body as unknown as Record<
      string,
      unknown
    >[];
    const { id, version, name, email, role, department, brigade, active } =
      people.find((each) => each.email === "ines@ciudad.example") ?? {};
    await page.getByRole("button", { name: "Inés <b>Soto</b>" }).click();
    await panel().getByLabel("Nombre").fill("Inés Soto");
    const theirs = { name, email, role: "planner", department, brigade, active, version };
    expect(role).toBe("operator");
    expect((await it.city.send("PUT", `/api/admin/people/${id}`, theirs)).status).toBe(200);
    await panel().getByRole("button", { name: "Guardar" }).click();
    await panel().getByText("Alguien más lo cambió mientras tanto").waitFor();
    await panel().getByText("Cambió el rol").waitFor();
    expect(await panel().getByLabel("Nombre").inputValue()).toBe("Inés Soto");
    await panel().getByRole("button", { name: "Guardar" }).click();
    await panel().waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Inés Soto", exact: true }).waitFor();
  });
});

describe("keys", () => {
  test("are issued for what was ticked, shown once, and ended on the second press", async () => {
    await go("Llaves");
    await page.getByRole("button", { name: "Nueva llave" }).click();
    await panel().getByLabel("Nombre").fill("Aplicación");
    await panel().getByText("Crear reportes", { exact: true }).click();
    expect(await findings(page)).toEqual([]);
    await panel().getByRole("button", { name: "Crear llave" }).click();
    const token = (await panel().locator("output").textContent()) ?? "";
    const report = { service: it.city.ctx.rules.city.services[0]?.code, lon: -100.4025, lat: 25.6576 };
    const asKey = { authorization: `Bearer ${token}` };
    expect((await it.city.send("POST", "/api/reports", report, asKey)).status).toBe(201);
    expect((await it.city.send("GET", "/api/reports?open=1", undefined, asKey)).status).toBe(403);
    await panel().getByRole("button", { name: "Listo" }).click();
    const row = page.getByRole("row").filter({ hasText: "Aplicación" });
    await row.getByText("Crear reportes").waitFor();
    await row.getByRole("button", { name: /^Terminar/ }).click();
    await row.getByRole("button", { name: /^Sí, terminar/ }).click();
    await row.getByText(/^Terminó/).waitFor();
    expect((await it.city.send("POST", "/api/reports", report, asKey)).status).toBe(401);
  });
});

describe("walls", () => {
  test("get a link made of the address of the map, which opens that view on another screen", async () => {
    await go("Pantallas");
    await page.getByRole("button", { name: "Nueva pantalla" }).click();
    await panel().getByLabel("Nombre").fill("Sala");
    await panel().getByLabel("Enlace de la vista").fill(`${it.city.url}/?late=1&theme=dark&sel=${it.late}`);
    await panel().getByRole("button", { name: "Crear enlace" }).click();
    const link = (await panel().locator("output").textContent()) ?? "";
    await panel().getByRole("button", { name: "Listo" }).click();
    const wall = await openWindow(browser);
    const opened = await openPage(wall, link);
    await opened.page.waitForURL(/\/\?late=1&theme=dark/);
    await untilReady(opened.page);
    expect(await opened.page.getByRole("button", { name: /^Cuenta de/ }).count()).toBe(0);
    expect(opened.complaints).toEqual([]);
    await wall.close();
  }, 180_000);
});

describe("the city", () => {
  test("has a service by its new name on the map of somebody who looks", async () => {
    const desk = await openWindow(browser, { width: 1280, height: 720 });
    const other = await openPage(desk, `${it.city.url}/?lang=es&sel=${it.late}`, it.city.token);
    await untilReady(other.page);
    await go("Servicios");
    const [service] = it.city.ctx.rules.city.services;
    const name = service?.name["es-MX"] ?? "";
    await page.getByRole("button", { name, exact: true }).click();
    await panel()
      .getByLabel(/^Servicio \(español/)
      .fill("Hoyo en la calle");
    await panel().getByLabel("Plazo, horas").fill("doce");
    await panel().getByRole("button", { name: "Guardar" }).click();
    await panel().getByText("Escriba un número mayor que cero").waitFor();
    await panel().getByLabel("Plazo, horas").fill("12");
    expect(await findings(page)).toEqual([]);
    await panel().getByRole("button", { name: "Guardar" }).click();
    await panel().waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Hoyo en la calle", exact: true }).waitFor();
    await other.page.locator("[data-card]").getByRole("heading", { name: "Hoyo en la calle" }).waitFor();
    expect(other.complaints).toEqual([]);
    await desk.close();
    await page.getByRole("button", { name: "Volver a los archivos de la ciudad" }).click();
    await page.getByRole("button", { name, exact: true }).waitFor();
  }, 180_000);

  test("is told for how long brigades' trails are kept", async () => {
    await go("Ajustes");
    await page.getByLabel("Recorridos, días").fill("30");
    await page.getByLabel("Completos, días").fill("0");
    await page.getByText("Escriba un número").waitFor();
    await page.getByLabel("Completos, días").fill("14");
    await page.getByRole("button", { name: "Guardar" }).click();
    await page.getByText("Se guardó.").waitFor();
    expect(it.city.ctx.rules.city.positions).toEqual({ keepDays: 30, thinAfterDays: 14, thinSeconds: 30 });
  });

  test("takes a holiday, and keeps it", async () => {
    await go("Días y horas");
    const add = page.getByLabel("Fecha").last();
    await add.fill("2031-02-14");
    await page.getByRole("button", { name: "Agregar día" }).last().click();
    await page.getByRole("button", { name: "Guardar" }).last().click();
    await until(
      async () => JSON.stringify((await it.city.send("GET", "/api/admin/city/calendars")).body),
      (calendars) => calendars.includes("2031-02-14"),
      "the holiday in the city",
    );
  });

  test("shows a file of sectors before it takes it, and refuses what is none", async () => {
    await go("Sectores");
    const pick = page.locator("input[type=file]");
    await pick.setInputFiles({ name: "x.geojson", mimeType: "application/json", buffer: Buffer.from("{}") });
    await page.getByText("El archivo no es GeoJSON de áreas. No se cambió nada.").waitFor();
    const half = (name: string, west: number, east: number) => ({
      type: "Feature",
      properties: { barrio: name },
      geometry: {
        type: "Polygon",
        coordinates: [
          [
            [west, 25.64],
            [east, 25.64],
            [east, 25.67],
            [west, 25.67],
            [west, 25.64],
          ],
        ],
      },
    });
    const file = {
      type: "FeatureCollection",
      features: [half("Poniente", -100.42, -100.4), half("Oriente", -100.4, -100.38)],
    };
    await pick.setInputFiles({
      name: "barrios.geojson",
      mimeType: "application/geo+json",
      buffer: Buffer.from(JSON.stringify(file)),
    });
    await page.getByText("2 sectores en el archivo").waitFor();
    await page.getByRole("button", { name: "Reemplazar todos" }).click();
    await page.getByRole("button", { name: "Poniente", exact: true }).waitFor();
    expect(it.city.ctx.rules.city.sectors.map(({ name }) => name)).toEqual(["Poniente", "Oriente"]);
  });
});

describe("lost messages", () => {
  test("say why, from which device, and what was sent when it is unfolded", async () => {
    await go("Mensajes perdidos");
    await page.getByText("Nada perdido").waitFor();
    const token = await tokenOf(it.city.ctx, "device", { name: "Teléfono 9" });
    await fetch(`${it.city.url}/api/ingest/osmand?id=${token}&lat=95&lon=-100.4`);
    await page.reload();
    await page.getByRole("cell", { name: "Le faltan las coordenadas o son imposibles" }).waitFor();
    await page.getByText("Teléfono 9").waitFor();
    expect(await page.getByText("lat=95").isVisible()).toBe(false);
    await page.getByText("Ver", { exact: true }).click();
    await page.getByText("id=…&lat=95&lon=-100.4").waitFor();
    expect(await findings(page)).toEqual([]);
  });
});

describe("every part", () => {
  test("has nothing serious that axe finds, on a desk and on a phone, dark and light", async () => {
    const phone = await openWindow(browser, { width: 390, height: 844, phone: true, dark: false });
    const small = await openPage(phone, `${it.city.url}/admin?lang=es`, it.city.admin);
    for (const section of adminSections) {
      for (const each of [page, small.page]) {
        await each.goto(`${it.city.url}/admin/${section}?lang=es`);
        await each.getByRole("heading", { level: 1 }).waitFor();
        await each.getByRole("status", { name: "Cargando" }).waitFor({ state: "detached" });
        expect(await findings(each), section).toEqual([]);
        expect(await overflow(each), section).toBe(0);
      }
    }
    expect(small.complaints).toEqual([]);
    await phone.close();
  }, 300_000);

  test("is closed to whoever may not, and says so", async () => {
    const others = await openWindow(browser);
    const operator = await openPage(others, `${it.city.url}/admin/people?lang=es`, it.city.token);
    await operator.page.getByText("Su cuenta no tiene permiso para esto.").waitFor();
    expect(await operator.page.getByRole("table").count()).toBe(0);
    expect(operator.complaints).toEqual([]);
    await others.close();
  });
});

/** How people come in and out, by the page: with a password, an invitation, in the demo by a click. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { issueCredential } from "#server/identity/issue-credential";
import { DEMO_PASSWORD } from "../../bin/demo-people.ts";
import { findings, overflow } from "./axe.ts";
import { type Employee, employ, PASSWORD } from "./office.ts";
import { type PageCity, startPageCity } from "./page-city.ts";
import { launchBrowser, openPage, openWindow, until, untilReady, type Window } from "./support.ts";

let browser: Browser;
let it: PageCity;
let ana: Employee;
let context: BrowserContext;

/** What a browser says of a refusal, however well the page takes it. */
const refusals = /Failed to load resource: the server responded with a status of 4/;

beforeAll(async () => {
  [it, browser] = await Promise.all([startPageCity(), launchBrowser()]);
  ana = await employ(it.city.ctx, "operator", "Ana Pérez", { email: "ana@ciudad.example" });
});
afterEach(() => context?.close());
afterAll(async () => {
  await browser?.close();
  await it?.city.stop();
});

async function open(path: string, token?: string, window: Window = {}) {
  context = await openWindow(browser, window);
  const opened = await openPage(context, it.city.url + path, token);
  return opened;
}

async function typeIn(page: Page, email: string, password: string) {
  await page.getByLabel("Correo electrónico").fill(email);
  await page.getByLabel("Contraseña", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
}

describe("signing in", () => {
  test("works by keyboard alone, and comes back to the view from which one went", async () => {
    const { page, complaints } = await open("/?lang=es&theme=dark&late=1");
    await untilReady(page);
    await page.getByRole("link", { name: "Entrar" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Entrar a/ }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute("autocomplete"))).toBe("username");
    await page.keyboard.type(ana.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/\?(?=.*late=1)(?=.*theme=dark)/);
    await page.getByRole("button", { name: "Cuenta de Ana Pérez" }).waitFor();
    await untilReady(page);
    expect(complaints).toEqual([]);
  }, 180_000);

  test("leads nowhere but to this server's own pages afterwards", async () => {
    for (const away of ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"]) {
      const { page } = await open(`/sign-in?to=${encodeURIComponent(away)}`);
      await typeIn(page, ana.email, PASSWORD);
      await page.waitForURL((url) => url.origin === it.city.url && url.pathname === "/");
      await context.close();
    }
  }, 180_000);

  test("says what is missing and what is wrong, and can show what was typed", async () => {
    const { page, complaints } = await open("/sign-in");
    await page.getByRole("button", { name: "Entrar" }).click();
    await page.getByText("Escriba su correo electrónico").waitFor();
    await page.getByText("Escriba su contraseña").waitFor();
    await typeIn(page, "ben@ciudad.example", "no es esta");
    await page.getByRole("alert").getByText("El correo o la contraseña no son correctos.").waitFor();
    expect(await page.getByLabel("Correo electrónico").inputValue()).toBe("ben@ciudad.example");
    await page.getByRole("button", { name: /^Mostrar/ }).click();
    expect(await page.getByLabel("Contraseña", { exact: true }).getAttribute("type")).toBe("text");
    expect(await findings(page)).toEqual([]);
    expect(complaints.filter((line) => !refusals.test(line))).toEqual([]);
  });

  test("in the demo takes one click for each role", async () => {
    await employ(it.city.ctx, "supervisor", "Supervisión", {
      email: "supervisor@demo.example",
      password: DEMO_PASSWORD,
    });
    const { page, complaints } = await open("/sign-in?to=%2Faccount", undefined, {
      width: 390,
      height: 844,
      phone: true,
    });
    expect(await overflow(page)).toBe(0);
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: /^Supervisión/ }).tap();
    await page.getByRole("heading", { name: "Mi cuenta" }).waitFor();
    await page.getByText("Esta", { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe("an invitation", () => {
  test("shows the rule, sets the password once, and lets its owner in", async () => {
    const { city } = it;
    const { id } = await employ(city.ctx, "planner", "Eva Ruiz");
    const { token } = await issueCredential(
      city.ctx,
      { role: "system", id: "test" },
      { kind: "invite", name: "invitation", person: id, expiresAt: city.ctx.clock.now() + 3_600_000 },
    );
    const { page, complaints } = await open(`/invitation#${token}`);
    await page.getByText("Eva Ruiz").waitFor();
    expect(new URL(page.url()).hash).toBe("");
    await page.getByText(/Al menos 12 caracteres/).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByLabel("Contraseña nueva", { exact: true }).fill("corta");
    await page.keyboard.press("Enter");
    await page.getByText("Tiene 5 caracteres; necesita al menos 12").waitFor();
    await page.getByLabel("Contraseña nueva", { exact: true }).fill("otra frase de palabras");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Cuenta de Eva Ruiz" }).waitFor();
    await page.goto(`${city.url}/invitation#${token}`);
    await page.getByText("Esta invitación ya no sirve").waitFor();
    expect(complaints.filter((line) => !refusals.test(line))).toEqual([]);
  });
});

describe("one's own account", () => {
  test("lists one's sessions, ends another of them, and changes the password", async () => {
    const begin = () =>
      it.city.send("POST", "/api/sign-in", { email: ana.email, password: PASSWORD }, { authorization: "" });
    await begin();
    const { page, complaints } = await open("/sign-in?to=%2Faccount");
    await typeIn(page, ana.email, PASSWORD);
    await page.getByText("Esta", { exact: true }).waitFor();
    const others = page.getByRole("button", { name: /^Terminar/ });
    const before = await others.count();
    expect(before).toBeGreaterThan(0);
    await others.first().click();
    await until(
      () => others.count(),
      (count) => count === before - 1,
      "one session fewer",
    );
    await page.getByLabel("Contraseña actual", { exact: true }).fill("no es esta");
    await page.getByLabel("Contraseña nueva", { exact: true }).fill(`${PASSWORD} y media`);
    await page.keyboard.press("Enter");
    await page.getByText("La contraseña actual no es esa.").waitFor();
    await page.getByLabel("Contraseña actual", { exact: true }).fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByText("Su contraseña cambió.").waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: "Cuenta de Ana Pérez" }).click();
    await page.getByRole("menuitem", { name: "Salir" }).click();
    await page.getByRole("link", { name: "Entrar" }).waitFor();
    expect(complaints.filter((line) => !refusals.test(line))).toEqual([]);
  });
});

describe("a session that ends while one looks", () => {
  test("is said in words, leaves nothing of the operators' map, and leads back to the view", async () => {
    const { city } = it;
    const { page, complaints } = await open("/?lang=es&theme=light", city.token);
    await untilReady(page);
    await page.getByRole("button", { name: /^Cuenta de/ }).waitFor();
    expect(await page.locator("[data-figure=free]").count()).toBe(1);
    await city.ctx.db.query(
      "UPDATE credentials SET revoked_at = now() WHERE kind = 'session' AND name = 'test'",
    );
    city.ctx.identities.changed();
    await page.getByRole("alert").getByText("Su sesión terminó.").waitFor();
    await untilReady(page);
    expect(await page.locator("[data-figure=free]").count()).toBe(0);
    expect(await page.getByRole("button", { name: /^Cuenta de/ }).count()).toBe(0);
    await page.getByRole("link", { name: "Entrar de nuevo" }).click();
    await page.waitForURL(/\/sign-in\?to=/);
    expect(new URL(page.url()).searchParams.get("to")).toMatch(/theme=light/);
    expect(complaints.filter((line) => !refusals.test(line))).toEqual([]);
  }, 180_000);
});

// Last, for whoever comes from the same address then has to wait too.
describe("guessing", () => {
  test("is made to wait, and the page says for how long", async () => {
    const { page, complaints } = await open("/sign-in");
    await until(
      async () =>
        (
          await it.city.send(
            "POST",
            "/api/sign-in",
            { email: "ben@ciudad.example", password: "x" },
            { authorization: "" },
          )
        ).status,
      (status) => status === 429,
      "the server to have enough of it",
    );
    await typeIn(page, "ben@ciudad.example", "tampoco es esta");
    await page.getByText(/Demasiados intentos\. Espere \d+ (s|min)/).waitFor();
    expect(complaints.filter((line) => !refusals.test(line))).toEqual([]);
  });
});

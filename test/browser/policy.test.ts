/** The page under its own policy: everything that it does is allowed, and what is not its own is not. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PageCity, startPageCity } from "./page-city.ts";
import { launchBrowser, openPage, openWindow, until, untilReady } from "./support.ts";

let browser: Browser;
let it: PageCity;
let page: Page;
beforeAll(async () => {
  [it, browser] = await Promise.all([startPageCity(), launchBrowser()]);
  page = await watched();
});
afterAll(async () => {
  await browser?.close();
  await it?.city.stop();
});

/** A page that keeps a line for each thing that the policy kept it from. */
async function watched(): Promise<Page> {
  const context = await openWindow(browser);
  // From before the first line of the page; by the debugging protocol, which the policy does not bind.
  await context.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { violations: seen });
    document.addEventListener("securitypolicyviolation", (event) => {
      const { effectiveDirective, blockedURI, sample, sourceFile } = event;
      seen.push([effectiveDirective, blockedURI, sourceFile, sample].join(" "));
    });
  });
  const opened = await openPage(context, it.city.url, it.city.token);
  await untilReady(opened.page);
  return opened.page;
}

function violations(): Promise<string[]> {
  return page.evaluate(() => [...(window as unknown as { violations: string[] }).violations]);
}

describe("the policy", () => {
  test("keeps the page from nothing that it does: map, list, card, menus, dialogs, languages", async () => {
    await page.getByRole("button", { name: "Departamento" }).click();
    await page.getByRole("option", { name: "Vialidad y pavimentos" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Quitar filtros" }).first().click();
    await page.getByRole("option").first().click();
    await page.locator("[data-card]").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Teclas" }).waitFor();
    await page.keyboard.press("Escape");
    for (const key of ["m", "z", "t", "v", "0"]) await page.keyboard.press(key);
    await page.getByRole("button", { name: "Idioma y apariencia" }).click();
    await page.getByRole("radio", { name: "English" }).click();
    await page.getByRole("radio", { name: "Español" }).click();
    await page.keyboard.press("Escape");
    for (const width of [900, 390]) await page.setViewportSize({ width, height: 800 });
    expect(await violations()).toEqual([]);
  });

  test("runs no script and shows no style that did not come with the page, and tells nothing to others", async () => {
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.planted = true";
      const style = document.createElement("style");
      style.textContent = "body { display: none }";
      document.head.append(script, style);
      document.body.insertAdjacentHTML("beforeend", '<img src="x" onerror="window.planted = true">');
      document.body.insertAdjacentHTML("beforeend", '<b style="color: red">planted</b>');
      void fetch("https://elsewhere.example/").catch(() => {});
      new WebSocket("wss://elsewhere.example/").onerror = () => {};
    });
    const found = await until(violations, (lines) => lines.length >= 6, "all that was planted to be refused");
    expect(found.map((line) => line.split(" ")[0]).sort()).toEqual([
      "connect-src",
      "connect-src",
      "script-src-attr",
      "script-src-elem",
      "style-src-attr",
      "style-src-elem",
    ]);
    expect(await page.evaluate(() => "planted" in window)).toBe(false);
  });
});

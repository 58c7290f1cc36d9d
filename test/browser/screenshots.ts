/**
 * `npm run screenshots [-- --url http://127.0.0.1:8080] [--wait SECONDS]`: the pictures in docs/images/, of a running
 * server or of one that is started for it in a temporary folder. `--wait` lets the city live for a while before.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, openPage, openWindow, until, untilReady, type Window } from "./support.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const images = join(root, "docs/images");

interface Picture {
  name: string;
  link: string;
  window: Window;
  /** What a person does before the picture is taken. */
  first?: (page: Page) => Promise<void>;
}

const desk: Window = { width: 1920, height: 1080, motion: true };
const phone: Window = { width: 390, height: 844, phone: true, motion: true };

/** Opens the first report that somebody is working on: it has the most to tell. */
async function openWorkedOn(page: Page): Promise<void> {
  await page
    .getByRole("option")
    .filter({ hasText: /En sitio|En camino/ })
    .first()
    .click();
  await page.locator("[data-card] ol li").first().waitFor();
}

const pictures: Picture[] = [
  { name: "desk-dark", link: "/?lang=es&theme=dark", window: desk },
  { name: "desk-light", link: "/?lang=es&theme=light", window: { ...desk, dark: false } },
  { name: "desk-english", link: "/?lang=en&theme=light", window: { ...desk, dark: false } },
  {
    name: "desk-card",
    link: "/?lang=es&theme=dark&st=en-route.in-progress",
    window: desk,
    async first(page) {
      await openWorkedOn(page);
      await page.keyboard.press("z");
      await page.waitForURL(/view=[^&]*,1[6-9]\./);
      for (let i = 0; i < 2; i++) await page.keyboard.press("-");
      await page.waitForURL(/view=[^&]*,14\./);
    },
  },
  { name: "phone", link: "/?lang=es&theme=dark", window: phone },
  {
    name: "phone-card",
    link: "/?lang=es&theme=light&st=en-route.in-progress",
    window: { ...phone, dark: false },
    first: openWorkedOn,
  },
];

/** Lets tiles, labels and the list settle: nothing on the page says when a map has nothing more to do. */
const SETTLE_MS = 2500;

async function take(browser: Browser, url: string, picture: Picture): Promise<void> {
  const context = await openWindow(browser, picture.window);
  const { page } = await openPage(context, url + picture.link);
  await untilReady(page);
  await picture.first?.(page);
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: join(images, `${picture.name}.png`) });
  await context.close();
  process.stdout.write(`docs/images/${picture.name}.png\n`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

async function startCity(): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "cuadrilla-screenshots-"));
  const server: ChildProcess = spawn(process.execPath, ["--import", "tsx", join(root, "bin/start.ts")], {
    cwd: root,
    env: { ...process.env, PORT: String(port), OSMAND_PORT: "0", DATA_DIR: folder },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  const ended = once(server, "exit");
  await Promise.race([
    untilTrue(isReady),
    ended.then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
  ]);
  return {
    url,
    async stop() {
      server.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilTrue(look: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    const found = await until(look, Boolean, "the city").catch(() => false);
    if (found) return;
  }
  throw new Error("the city was not ready in ten minutes");
}

const { values } = parseArgs({
  options: { url: { type: "string" }, wait: { type: "string", default: "20" } },
});
const city = values.url === undefined ? await startCity() : { url: values.url, stop: async () => {} };
const browser = await launchBrowser();
try {
  mkdirSync(images, { recursive: true });
  // Brigades have to drive for a while before there are trails to be seen.
  await new Promise((resolve) => setTimeout(resolve, 1000 * Number(values.wait)));
  for (const picture of pictures) await take(browser, city.url, picture);
} finally {
  await browser.close();
  await city.stop();
}

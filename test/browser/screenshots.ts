/**
 * `npm run screenshots [-- --url http://127.0.0.1:8080] [--wait SECONDS] [--only NAME,NAME]`: the pictures in docs/images/, of a running
 * server or of one that is started for it in a temporary folder. `--wait` lets the city live for a while before. The strip
 * `austin-buses` has a city of its own, and needs a file of positions: `--buses FILE`.
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
import type { PersonRole } from "#contract/actor";
import { demoSignIns } from "../../bin/demo-people.ts";
import { BUS_FILE, takeBusStrip } from "./bus-strip.ts";
import { launchBrowser, openPage, openWindow, until, untilReady, type Window } from "./support.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const images = join(root, "docs/images");

interface Picture {
  name: string;
  link: string;
  window: Window;
  /** Who looks, by the demo's sign-in; nobody: the public. */
  as: PersonRole | null;
  /** What a person does before the picture is taken. */
  first?: (page: Page) => Promise<void>;
}

const desk: Window = { width: 1920, height: 1080, motion: true };
const office: Window = { width: 1280, height: 860 };
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

/** By keys, with the moment that each needs to be answered. */
async function act(page: Page, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(400);
  }
}

/** Lets tiles, labels and the list settle: nothing on the page says when a map has nothing more to do. */
const SETTLE_MS = 2500;

const pictures: Picture[] = [
  { name: "desk-dark", link: "/?lang=es&theme=dark", window: desk, as: "operator" },
  { name: "desk-light", link: "/?lang=es&theme=light", window: { ...desk, dark: false }, as: "operator" },
  { name: "desk-english", link: "/?lang=en&theme=light", window: { ...desk, dark: false }, as: "operator" },
  {
    name: "desk-card",
    link: "/?lang=es&theme=dark&st=en-route.in-progress",
    window: desk,
    as: "operator",
    async first(page) {
      await openWorkedOn(page);
      await page.keyboard.press("z");
      await page.waitForURL(/view=[^&]*,1[6-9]\./);
      for (let i = 0; i < 2; i++) await page.keyboard.press("-");
      await page.waitForURL(/view=[^&]*,14\./);
    },
  },
  {
    name: "dispatch-dark",
    link: "/dispatch?lang=es&theme=dark",
    window: desk,
    as: "operator",
    first: (page) => act(page, ["n"]),
  },
  {
    name: "dispatch-assign",
    link: "/dispatch?lang=es&theme=light",
    window: { ...desk, dark: false },
    as: "operator",
    async first(page) {
      await act(page, ["N", "a"]);
      await page.locator("[data-form=assign] [role=option]").first().waitFor();
    },
  },
  {
    name: "dispatch-palette",
    link: "/dispatch?lang=es&theme=dark",
    window: { ...desk, width: 1440, height: 900 },
    as: "operator",
    first: (page) => act(page, ["n", "Control+k"]),
  },
  {
    name: "dispatch-marked",
    link: "/dispatch?lang=es&theme=light",
    window: { ...desk, width: 1440, height: 900, dark: false },
    as: "operator",
    async first(page) {
      await act(page, ["n", "s", "n", "s", "n", "s", "a"]);
      await page.locator("[data-form=assign] [role=option]").first().waitFor();
    },
  },
  { name: "phone", link: "/?lang=es&theme=dark", window: phone, as: "operator" },
  {
    name: "phone-card",
    link: "/?lang=es&theme=light&st=en-route.in-progress",
    window: { ...phone, dark: false },
    as: "operator",
    first: openWorkedOn,
  },
  {
    name: "public",
    link: "/?lang=es&theme=light",
    window: { ...desk, dark: false },
    as: null,
  },
  { name: "wall-dark", link: "/wall?lang=es&theme=dark", window: desk, as: "operator" },
  {
    name: "wall-light",
    link: "/wall?lang=en&theme=light&panel=right&views=del-valle@600|city@600",
    window: { ...desk, dark: false },
    as: "operator",
  },
  {
    name: "wall-4k",
    link: "/wall?lang=es&theme=dark",
    window: { width: 3840, height: 2160, motion: true },
    as: "operator",
  },
  { name: "sign-in", link: "/sign-in?lang=es", window: { ...office, dark: false }, as: null },
  {
    name: "administration",
    link: "/admin/services?lang=es&theme=dark",
    window: office,
    as: "administrator",
    async first(page) {
      await page.getByRole("table").getByRole("button").first().click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "administration-sectors",
    link: "/admin/sectors?lang=es&theme=light",
    window: { ...office, dark: false },
    as: "administrator",
    async first(page) {
      await page.getByRole("button", { name: "Del Valle", exact: true }).click();
      // A map that is drawn by the processor takes its time, and says nothing when it has.
      await page.waitForTimeout(4 * SETTLE_MS);
    },
  },
];

/** The cookie's token of somebody of the demo, by the same door as the page's. */
async function signIn(url: string, role: PersonRole): Promise<string> {
  const { email, password } = demoSignIns.find((each) => each.role === role) ?? {};
  const answer = await fetch(`${url}/api/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email, password }),
  });
  const tokens = answer.headers.getSetCookie().map((cookie) => /^cuadrilla=([^;]+)/.exec(cookie)?.[1]);
  const token = tokens.find((each) => each !== undefined);
  if (token === undefined) throw new Error(`nobody could sign in as ${role}: ${answer.status}`);
  return token;
}

async function take(browser: Browser, url: string, picture: Picture): Promise<void> {
  const context = await openWindow(browser, picture.window);
  const token = picture.as === null ? undefined : await signIn(url, picture.as);
  const { page } = await openPage(context, url + picture.link, token);
  if (/^\/(wall|dispatch)?\?/.test(picture.link)) await untilReady(page);
  else await page.getByRole("heading", { level: 1 }).waitFor();
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
  options: {
    url: { type: "string" },
    wait: { type: "string", default: "20" },
    only: { type: "string" },
    buses: { type: "string", default: BUS_FILE },
  },
});
const STRIP = "austin-buses";
const names = values.only?.split(",") ?? [...pictures.map(({ name }) => name), STRIP];
const wanted = pictures.filter(({ name }) => names.includes(name));
const browser = await launchBrowser();
try {
  mkdirSync(images, { recursive: true });
  if (wanted.length > 0) await takeAll(wanted);
  const strip = `docs/images/${STRIP}.png`;
  if (names.includes(STRIP) && (await takeBusStrip(browser, values.buses, join(root, strip))))
    process.stdout.write(`${strip}\n`);
} finally {
  await browser.close();
}

async function takeAll(wanted: readonly Picture[]): Promise<void> {
  const city = values.url === undefined ? await startCity() : { url: values.url, stop: async () => {} };
  try {
    // Brigades have to drive for a while before there are trails to be seen.
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(values.wait)));
    for (const picture of wanted) await take(browser, city.url, picture);
  } finally {
    await city.stop();
  }
}

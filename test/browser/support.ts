/** A browser in a test's hand: Chromium as it is on this machine, drawing with the processor. */
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { findChromium } from "../support/services.ts";

/** WebGL without a graphics card, and nothing that calls home. */
const FLAGS = [
  "--no-sandbox",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
  "--disable-background-networking",
  "--disable-quic",
  "--no-first-run",
  "--disable-component-update",
];

export async function launchBrowser(): Promise<Browser> {
  const { found, missing } = findChromium();
  if (found === undefined) throw new Error(`missing: ${missing}`);
  return chromium.launch({ executablePath: found, args: FLAGS });
}

export interface Window {
  width?: number;
  height?: number;
  dark?: boolean;
  phone?: boolean;
  language?: string;
  /** Brigades glide; without it they stand, which spares the processor. */
  motion?: boolean;
}

export async function openWindow(browser: Browser, window: Window = {}): Promise<BrowserContext> {
  const {
    width = 1440,
    height = 900,
    dark = true,
    phone = false,
    language = "es-MX",
    motion = false,
  } = window;
  return browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: motion ? "no-preference" : "reduce",
    hasTouch: phone,
    isMobile: phone,
    deviceScaleFactor: 1,
    locale: language,
  });
}

/** A page whose complaints on the console are kept: a test that made none expects none. */
export async function openPage(
  context: BrowserContext,
  url: string,
  /** Of the one who looks; without it nobody is signed in. */
  token?: string,
): Promise<{ page: Page; complaints: string[] }> {
  if (token !== undefined)
    await context.addCookies([{ name: "cuadrilla", value: token, url: new URL(url).origin }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
}

/** Until the map with reports has been drawn and the city is live. */
export async function untilReady(page: Page): Promise<void> {
  await page.waitForFunction(() => window.cuadrilla?.ready, undefined, { timeout: 40_000 });
}

/** How many pixels of a part of the window have the colour of a token, give or take a little. */
export async function pixelsOf(
  page: Page,
  token: string,
  clip?: { x: number; y: number; width: number; height: number },
) {
  const picture = (await page.screenshot(clip ? { clip } : {})).toString("base64");
  return page.evaluate(
    async ([data, name]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = image.width;
      canvas.height = image.height;
      const pen = canvas.getContext("2d");
      const probe = document.createElement("i");
      probe.style.color = `var(${name})`;
      document.body.append(probe);
      const wanted = getComputedStyle(probe).color.match(/\d+/g)?.map(Number) ?? [];
      probe.remove();
      if (!pen) throw new Error("no canvas");
      pen.drawImage(image, 0, 0);
      const { data: bytes } = pen.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < bytes.length; i += 4)
        if ([0, 1, 2].every((c) => Math.abs((bytes[i + c] ?? 0) - (wanted[c] ?? -99)) < 6)) count++;
      return count;
    },
    [picture, token] as const,
  );
}

/** Looks again and again until it holds; says what it saw last when it never did. */
export async function until<T>(
  look: () => Promise<T>,
  holds: (value: T) => boolean,
  what: string,
): Promise<T> {
  const giveUpAt = performance.now() + 30_000;
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    if (performance.now() > giveUpAt) throw new Error(`waited for ${what}; it was ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

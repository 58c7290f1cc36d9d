/**
 * docs/images/austin-buses.png: some 300 real buses of Austin, replayed on the map, in six pictures over five minutes of that day.
 * Needs the shared data: scascketta/CapMetrics @ 435ebc91, MIT.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Browser } from "playwright-core";
import sharp from "sharp";
import { importPositionsFile } from "#server/import/import-positions-file";
import { readMapping } from "#server/import/read-mapping";
import { replayHistory } from "#server/replay/replay-history";
import { TestCity } from "#test/support/living-city";
import { findPostgres, startPostgres } from "#test/support/services";
import { root, testDatabase } from "#test/support/test-database";
import { buildClient } from "../../bin/build-client.ts";
import { openPage, openWindow, untilReady } from "./support.ts";

const FILE = join(root, "../shared/data/gps/austin_buses_2017-03-21.csv");
/** Half past five in the afternoon, when most of them are out. */
const FROM = Date.parse("2017-03-21T17:28:00-05:00");
const UNTIL_MS = 9 * 60_000;
const SPEED = 12;
const PICTURES = 6;
/** Of the past, between two pictures. */
const EVERY_MS = 60_000;
/** The middle of the city; right of the list and clear of the panels. */
const LINK = "/?lang=en&theme=dark&view=-97.742,30.268,12.3";
const CLIP = { x: 690, y: 150, width: 690, height: 560 };
const SHOWN = { width: 480, height: 390, gap: 6 };

/** Gives back the path, or undefined where the file is not there. */
export async function takeAustinStrip(browser: Browser, folder: string): Promise<string | undefined> {
  if (!existsSync(FILE)) return undefined;
  await buildClient(root);
  const { found } = findPostgres();
  const postgres = found && (await startPostgres(found, { fsync: false }));
  if (postgres) process.env.TEST_DATABASE_URL = postgres.url;
  const database = await testDatabase({ on: postgres ? "postgres" : "embedded" });
  const city = await TestCity.start({
    city: join(root, "test/cities/austin"),
    demo: false,
    database,
    clientFolder: join(root, "dist"),
  });
  const refused = mkdtempSync(join(tmpdir(), "cuadrilla-austin-"));
  const stopping = new AbortController();
  try {
    const mapping = await readMapping(
      join(root, "test/mappings/austin.json"),
      "positions",
      city.ctx.rules.city,
    );
    await importPositionsFile(city.ctx, FILE, mapping, {}, { refusedPath: join(refused, "refused.csv") });
    const context = await openWindow(browser, { width: 1440, height: 900, motion: true });
    const { page } = await openPage(context, city.url + LINK, city.token);
    await untilReady(page);
    let pastAt = FROM;
    const playing = replayHistory(city.ctx, {
      from: FROM,
      to: FROM + UNTIL_MS,
      speed: SPEED,
      signal: stopping.signal,
      wait: (ms) => delay(ms),
      onProgress: (at) => {
        pastAt = at;
      },
    });
    const pictures: Buffer[] = [];
    // The first minutes bring every bus in once, and the trails begin.
    for (let due = FROM + 3 * 60_000; pictures.length < PICTURES; due += EVERY_MS) {
      while (pastAt < due) await delay(100);
      pictures.push(await withClock(await page.screenshot({ clip: CLIP }), pastAt));
    }
    stopping.abort();
    await playing;
    const path = join(folder, "austin-buses.png");
    await join6(pictures, path);
    return path;
  } finally {
    stopping.abort();
    await city.stop();
    await database.close();
    await postgres?.stop();
    rmSync(refused, { recursive: true, force: true });
  }
}

async function withClock(picture: Buffer, at: number): Promise<Buffer> {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "America/Chicago", timeStyle: "medium" }).format(
    at,
  );
  const { width, height } = SHOWN;
  const label = `<svg width="${width}" height="${height}"><rect x="8" y="8" width="84" height="26" rx="3" fill="#151C23"/>
    <text x="50" y="26" font-family="DejaVu Sans, sans-serif" font-size="15" fill="#E6EDF3" text-anchor="middle">${clock}</text></svg>`;
  return sharp(picture)
    .resize(width, height)
    .composite([{ input: Buffer.from(label) }])
    .png()
    .toBuffer();
}

async function join6(pictures: readonly Buffer[], path: string): Promise<void> {
  const { width, height, gap } = SHOWN;
  await sharp({
    create: { width: 3 * width + 2 * gap, height: 2 * height + gap, channels: 3, background: "#0E1318" },
  })
    .composite(
      pictures.map((input, i) => ({
        input,
        left: (i % 3) * (width + gap),
        top: Math.floor(i / 3) * (height + gap),
      })),
    )
    .png({ palette: true })
    .toFile(path);
}

/**
 * A morning of a real fleet as a dashboard saw it: the buses of Austin, played by the same code as `npm run replay`, six
 * times within the hour, joined into one picture. The file of positions is no part of the repository.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { importPositionsFile } from "#server/import/import-positions-file";
import { readMapping } from "#server/import/read-mapping";
import { replayHistory } from "#server/replay/replay-history";
import type { TestCity } from "../support/living-city.ts";
import { findPostgres, startPostgres } from "../support/services.ts";
import { root, testDatabase } from "../support/test-database.ts";
import { startCity } from "./page-city.ts";
import { openPage, openWindow, untilReady } from "./support.ts";

/** Where it is looked for unless somebody says where they have it. */
export const BUS_FILE = join(root, "../shared/data/gps/austin_buses_2017-03-21.csv");
const MINUTE = 60_000;
/** A page draws the way of its last three minutes, which is then 36 of Austin's: at 30 the trails are all that is seen. */
const SPEED = 12;
/** Before the first picture the fleet drives for a while: a bus tells where it is every two minutes or so. */
const FROM = Date.parse("2017-03-21T07:05:00-05:00");
const FIRST = FROM + 25 * MINUTE;
const EVERY = 8 * MINUTE;

/** One picture: the middle of the map, clear of what floats at its edges. */
const TILE = { width: 560, height: 760 };
const COLUMNS = 3;
const ROWS = 2;
const GAP = 8;
const VIEW = "-97.74500,30.30500,10.55";

/** Writes the strip to `path`; without the file of positions it says so, and false is what it resolves to. */
export async function takeBusStrip(browser: Browser, file: string, path: string): Promise<boolean> {
  if (!existsSync(file)) {
    process.stderr.write(`austin-buses is left out: there is no ${file}\n`);
    return false;
  }
  const database = await openDatabase();
  try {
    const city = await startCity({ city: join(root, "test/cities/austin"), database: database.db });
    try {
      await importBuses(city, file);
      await joinTiles(await watch(browser, city), path);
    } finally {
      await city.stop();
    }
  } finally {
    await database.close();
  }
  return true;
}

async function openDatabase() {
  const found = process.env.TEST_DATABASE_URL ? undefined : findPostgres().found;
  const server = found && (await startPostgres(found, { fsync: false }));
  if (server) process.env.TEST_DATABASE_URL = server.url;
  const db = await testDatabase({ on: process.env.TEST_DATABASE_URL ? "postgres" : "embedded" });
  return {
    db,
    async close() {
      await db.close();
      await server?.stop();
    },
  };
}

async function importBuses({ ctx }: TestCity, file: string): Promise<void> {
  const mapping = await readMapping(join(root, "test/mappings/austin.json"), "positions", ctx.rules.city);
  const folder = mkdtempSync(join(tmpdir(), "cuadrilla-buses-"));
  try {
    const refusedPath = join(folder, "refused.csv");
    const { accepted } = await importPositionsFile(ctx, file, mapping, undefined, { refusedPath });
    process.stdout.write(`${accepted} positions of ${file}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Plays the morning and looks at it now and then. */
async function watch(browser: Browser, city: TestCity): Promise<Buffer[]> {
  const context = await openWindow(browser, { width: 1600, height: 960 });
  const { page, complaints } = await openPage(context, `${city.url}/?theme=dark&view=${VIEW}`, city.token);
  await untilReady(page);
  const stop = new AbortController();
  let pastAt = FROM;
  const replay = replayHistory(city.ctx, {
    from: FROM,
    to: FIRST + COLUMNS * ROWS * EVERY,
    speed: SPEED,
    signal: stop.signal,
    wait: (ms) => delay(ms, undefined, { signal: stop.signal }).catch(() => {}),
    onProgress(at) {
      pastAt = at;
    },
  });
  try {
    const tiles: Buffer[] = [];
    for (let i = 0; i < COLUMNS * ROWS; i++) {
      const wanted = FIRST + i * EVERY;
      while (pastAt < wanted) {
        const over = await Promise.race([replay.then(() => true), delay(100, false)]);
        if (over && pastAt < wanted) throw new Error("the positions end before the last picture");
      }
      const at = pastAt;
      const buses = city.ctx.positions.everything.length;
      tiles.push(await captioned(await pictureOf(page), `${localTime.format(at)} · ${buses} buses`));
      process.stdout.write(`${localTime.format(at)}, ${buses} buses\n`);
    }
    if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join("; ")}`);
    return tiles;
  } finally {
    stop.abort();
    await replay;
    await context.close();
  }
}

async function pictureOf(page: Page): Promise<Buffer> {
  const stage = await page.getByRole("main").boundingBox();
  if (!stage) throw new Error("the page shows no map");
  const { width, height } = TILE;
  return page.screenshot({
    clip: {
      x: stage.x + (stage.width - width) / 2,
      y: stage.y + (stage.height - height) / 2,
      width,
      height,
    },
  });
}

const localTime = new Intl.DateTimeFormat("en-GB", {
  timeZone: "America/Chicago",
  hour: "2-digit",
  minute: "2-digit",
});

/** The words in a box at the top. Not as an SVG: in the server's process sharp is kept from reading any. */
async function captioned(picture: Buffer, words: string): Promise<Buffer> {
  const text = { text: `<span foreground="#e6edf3">${words}</span>`, font: "sans 15", dpi: 96, rgba: true };
  const { data, info } = await sharp({ text }).png().toBuffer({ resolveWithObject: true });
  const [left, top, padding] = [12, 12, 10];
  const box = {
    create: {
      width: info.width + 2 * padding,
      height: info.height + 2 * padding,
      channels: 3 as const,
      background: "#151c23",
    },
  };
  return sharp(picture)
    .composite([
      { input: box, left, top },
      { input: data, left: left + padding, top: top + padding },
    ])
    .png()
    .toBuffer();
}

async function joinTiles(tiles: readonly Buffer[], path: string): Promise<void> {
  const [width, height] = [TILE.width + GAP, TILE.height + GAP];
  await sharp({
    create: {
      width: COLUMNS * width - GAP,
      height: ROWS * height - GAP,
      channels: 3,
      background: "#0b0f13",
    },
  })
    .composite(
      tiles.map((input, i) => ({
        input,
        left: (i % COLUMNS) * width,
        top: Math.floor(i / COLUMNS) * height,
      })),
    )
    // Few colours on a quiet ground: a palette makes a third of it, and nobody sees the difference.
    .png({ palette: true, colours: 128, dither: 0, compressionLevel: 9, effort: 10 })
    .toFile(path);
}

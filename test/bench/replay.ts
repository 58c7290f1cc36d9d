/**
 * The busiest day of the Boston file at 600 ×, before two browsers, one of them cut off and revived five times: both must
 * end with the digest of the city's rows. With --quick the busiest two hours of it. Needs the shared data and a Chromium.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "#server/db/database";
import { importReportsFile } from "#server/import/import-reports-file";
import { readMapping } from "#server/import/read-mapping";
import { replayHistory } from "#server/replay/replay-history";
import { watchOnTwoPages } from "#test/browser/two-pages";
import { TestCity } from "#test/support/living-city";
import { findPostgres, startPostgres } from "#test/support/services";
import { root, testDatabase } from "#test/support/test-database";
import { buildClient } from "../../bin/build-client.ts";
import { atLeast, atMost, type Bench, tableOf } from "./bench.ts";

const FILE = join(root, "../shared/data/reports/boston_311.csv");
const SPEED = 600;
const CUTS = 5;

export const run: Bench = async ({ quick }) => {
  if (!existsSync(FILE)) throw new Error(`bench replay: needs ${FILE}, which is no part of the repository`);
  await buildClient(root);
  const found = process.env.TEST_DATABASE_URL ? undefined : findPostgres().found;
  const server = found && (await startPostgres(found, { fsync: true }));
  if (server) process.env.TEST_DATABASE_URL = server.url;
  const database = await testDatabase({ on: process.env.TEST_DATABASE_URL ? "postgres" : "embedded" });
  const folder = mkdtempSync(join(tmpdir(), "cuadrilla-replay-"));
  const city = await TestCity.start({
    city: join(root, "test/cities/boston"),
    demo: false,
    database,
    clientFolder: join(root, "dist"),
  });
  try {
    const mapping = await readMapping(
      join(root, "test/mappings/boston.json"),
      "reports",
      city.ctx.rules.city,
    );
    const imported = await importReportsFile(
      city.ctx,
      FILE,
      mapping,
      {},
      {
        refusedPath: join(folder, "refused.csv"),
      },
    );
    const { from, to } = await busiest(database, quick ? 2 : 24);
    const signal = new AbortController().signal;
    let played = { received: 0, closed: 0, positions: 0, refused: {} as Record<string, number> };
    const seen = await watchOnTwoPages(city, CUTS, async () => {
      played = await replayHistory(city.ctx, { from, to, speed: SPEED, signal, wait: (ms) => delay(ms) });
    });
    const { digest } = (await city.snapshot()).reports;
    const equal = [seen.steady, seen.revived].filter(
      (page) => page.digest?.sum === digest.sum && page.digest.count === digest.count,
    ).length;
    return {
      table: tableOf([
        [
          `Boston, ${quick ? "2 hours" : "a day"} from ${new Date(from).toISOString()} at ${SPEED} ×`,
          "steady",
          "cut off",
        ],
        ["reports in the digest", seen.steady.digest?.count ?? 0, seen.revived.digest?.count ?? 0],
        ["cursor at the end", String(seen.steady.cursor), String(seen.revived.cursor)],
        ["cut off and revived", 0, seen.cuts],
        ["resumed", seen.steady.resumes, seen.revived.resumes],
        ["snapshots taken", seen.steady.snapshots, seen.revived.snapshots],
        ["digest mismatches", seen.steady.mismatches, seen.revived.mismatches],
      ]),
      figures: {
        imported: imported.accepted,
        received: played.received,
        closed: played.closed,
        cuts: seen.cuts,
        reports: digest.count,
      },
      goals: [
        atLeast("pages with the city's digest", equal, 2),
        atMost("digest mismatches on the way", seen.steady.mismatches + seen.revived.mismatches, 0),
        atMost(
          "refused by the city",
          Object.values(played.refused).reduce((sum, n) => sum + n, 0),
          0,
        ),
      ],
    };
  } finally {
    await city.stop();
    await database.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The stretch of so many hours that begins on the hour in which most reports of such a stretch came in. */
async function busiest(db: Database, hours: number): Promise<{ from: number; to: number }> {
  const [row] = await db.query<{ from: number }>(
    `SELECT extract(epoch FROM h)::bigint * 1000 AS from
       FROM (SELECT DISTINCT date_trunc('hour', received_at) AS h FROM reports) starts
      ORDER BY (SELECT count(*) FROM reports WHERE received_at >= h AND received_at < h + make_interval(hours => $1)) DESC, h
      LIMIT 1`,
    [hours],
  );
  if (!row) throw new Error("the file has no reports");
  return { from: row.from, to: row.from + hours * 3_600_000 };
}

/** Opens what the server works with: the database, brought to the newest schema, and the city in it. */
import { randomInt } from "node:crypto";
import { join } from "node:path";
import type { Logger } from "pino";
import { registerBrigades } from "./brigades/register-brigades.ts";
import { BrigadeRegistry } from "./brigades/registry.ts";
import { claimDatabase } from "./city/claim-database.ts";
import { LiveRules } from "./city/live-rules.ts";
import { type CityFiles, loadCity, resolveCityFolder } from "./city/load-city.ts";
import type { Clock, Context } from "./context.ts";
import type { Database } from "./db/database.ts";
import { migrate } from "./db/migrate.ts";
import { Identities } from "./identity/identities.ts";
import { CommandLane } from "./log/command-lane.ts";

export interface ContextOptions {
  db: Database;
  /** Folder of the repository: `migrations/` and `cities/` lie in it. */
  root: string;
  /** Value of CITY, or what its folder holds. */
  city: string | CityFiles;
  version: string;
  logger: Logger;
  clock?: Clock;
  randomBelow?: (below: number) => number;
}

export async function openContext(options: ContextOptions): Promise<Context> {
  const { db, root, version, logger } = options;
  const files =
    typeof options.city === "string" ? await loadCity(resolveCityFolder(options.city, root)) : options.city;
  await migrate(db, join(root, "migrations"));
  await claimDatabase(db, files.city.code);
  const clock = options.clock ?? { now: () => Date.now() };
  const rules = await LiveRules.open(db, files, (faults) =>
    logger.error({ faults }, "what an administrator changed does not fit the files of this process"),
  );
  const ctx: Context = {
    version,
    rules,
    db,
    brigades: new BrigadeRegistry(),
    lane: new CommandLane(db, () => clock.now()),
    identities: new Identities({ db, clock, logger }),
    clock,
    randomBelow: options.randomBelow ?? randomBelow,
    logger,
  };
  await ctx.brigades.load(db);
  await registerBrigades(ctx, { role: "system", id: "city-files" }, rules.city.brigades);
  return ctx;
}

/** crypto.randomInt takes ranges below 2⁴⁸, which a folio's is. */
function randomBelow(below: number): number {
  return randomInt(below);
}

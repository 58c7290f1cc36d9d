/** Opens what the server works with: the database, brought to the newest schema, and the city in it. */
import { randomInt } from "node:crypto";
import { join } from "node:path";
import type { Logger } from "pino";
import { registerBrigades } from "./brigades/register-brigades.ts";
import { BrigadeRegistry } from "./brigades/registry.ts";
import { claimDatabase } from "./city/claim-database.ts";
import { LiveRules } from "./city/live-rules.ts";
import { type CityFiles, loadCity, resolveCityFolder } from "./city/load-city.ts";
import { ContactSeal } from "./contacts/contact-seal.ts";
import { prepareContacts } from "./contacts/prepare-contacts.ts";
import type { Clock, Context } from "./context.ts";
import type { Database } from "./db/database.ts";
import { migrate } from "./db/migrate.ts";
import { Identities } from "./identity/identities.ts";
import { CommandLane } from "./log/command-lane.ts";
import { PhotoFiles } from "./photos/photo-files.ts";
import { LatestPositions } from "./pings/latest-positions.ts";
import { PingLane } from "./pings/ping-lane.ts";

export interface ContextOptions {
  db: Database;
  /** Folder of the repository: `migrations/` and `cities/` lie in it. */
  root: string;
  /** Value of CITY, or what its folder holds. */
  city: string | CityFiles;
  version: string;
  logger: Logger;
  secrets?: readonly string[];
  /** Where photos lie. A tool that was told nothing meets none. */
  photoFolder?: string;
  capFeedUrl?: string | undefined;
  clock?: Clock;
  randomBelow?: (below: number) => number;
}

export async function openContext(options: ContextOptions): Promise<Context> {
  const { db, root, version, logger } = options;
  const files =
    typeof options.city === "string" ? await loadCity(resolveCityFolder(options.city, root)) : options.city;
  await migrate(db, join(root, "migrations"));
  await claimDatabase(db, files.city.code);
  const secrets = options.secrets ?? [];
  const clock = options.clock ?? { now: () => Date.now() };
  const rules = await LiveRules.open(db, files, (faults) =>
    logger.error({ faults }, "what an administrator changed does not fit the files of this process"),
  );
  const positions = new LatestPositions();
  const ctx: Context = {
    version,
    rules,
    db,
    brigades: new BrigadeRegistry(),
    lane: new CommandLane(db, () => clock.now()),
    pings: new PingLane({ db, clock, positions, logger }),
    positions,
    identities: new Identities({ db, clock, logger }),
    clock,
    secrets,
    contacts: new ContactSeal(secrets),
    photos: new PhotoFiles(options.photoFolder),
    capFeedUrl: options.capFeedUrl,
    randomBelow: options.randomBelow ?? randomBelow,
    logger,
  };
  await prepareContacts(ctx);
  await ctx.brigades.load(db);
  await registerBrigades(ctx, { role: "system", id: "city-files" }, rules.city.brigades);
  return ctx;
}

/** crypto.randomInt takes ranges below 2⁴⁸, which a folio's is. */
function randomBelow(below: number): number {
  return randomInt(below);
}

/** What the server works with. Passed to functions, never imported by them, so that a test can give its own. */
import type { Logger } from "pino";
import type { BrigadeRegistry } from "./brigades/registry.ts";
import type { LiveRules } from "./city/live-rules.ts";
import type { ContactSeal } from "./contacts/contact-seal.ts";
import type { Database } from "./db/database.ts";
import type { Identities } from "./identity/identities.ts";
import type { CommandLane } from "./log/command-lane.ts";
import type { PhotoFiles } from "./photos/photo-files.ts";
import type { LatestPositions } from "./pings/latest-positions.ts";
import type { PingLane } from "./pings/ping-lane.ts";

export type { CityRules } from "./city/rules.ts";

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export interface Context {
  version: string;
  /** One object for everybody, though what it says may change (`city.changed`). */
  rules: LiveRules;
  db: Database;
  brigades: BrigadeRegistry;
  lane: CommandLane;
  pings: PingLane;
  positions: LatestPositions;
  identities: Identities;
  clock: Clock;
  /** For what is sealed (`server/secrets/sealed-box.ts`): the first seals, all open. Empty for a tool that was given none. */
  secrets: readonly string[];
  contacts: ContactSeal;
  photos: PhotoFiles;
  /** Where an authority publishes its warnings, if it was told. */
  capFeedUrl: string | undefined;
  /** A whole number from 0 to below − 1, from a source that cannot be guessed. */
  randomBelow(below: number): number;
  logger: Logger;
}

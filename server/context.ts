/** What the server works with. Passed to functions, never imported by them, so that a test can give its own. */
import type { Logger } from "pino";
import type { Base, City } from "#contract/city";
import type { CityCodes } from "#domain/report-table";
import type { BrigadeRegistry } from "./brigades/registry.ts";
import type { LiveRules } from "./city/live-rules.ts";
import type { Database } from "./db/database.ts";
import type { Identities } from "./identity/identities.ts";
import type { CommandLane } from "./log/command-lane.ts";

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

/** The city's files, made ready to be asked. */
export interface CityRules {
  city: City;
  base: Base;
  codes: CityCodes;
  /** Changes whenever anything of the city does, and so whenever the lists do by whose places the wire calls things. */
  fingerprint: string;
  /** Deadline of a service's SLA when its clock starts at `startAt`; both ms. */
  dueAt(service: string, startAt: number): number;
  /** Whether the city is responsible there. */
  inside(lon: number, lat: number): boolean;
  sectorOf(lon: number, lat: number): string | null;
}

export interface Context {
  version: string;
  /** One object for everybody, though what it says may change (`city.changed`). */
  rules: LiveRules;
  db: Database;
  brigades: BrigadeRegistry;
  lane: CommandLane;
  identities: Identities;
  clock: Clock;
  /** A whole number from 0 to below − 1, from a source that cannot be guessed. */
  randomBelow(below: number): number;
  logger: Logger;
}

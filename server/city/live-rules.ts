/** The city's rules as they are now: everybody holds this one object, and what it answers changes under them. */
import type { City } from "#contract/city";
import type { Tx } from "../db/database.ts";
import { type ChangedPart, fileOfPart, readParts, revisionOf, withParts } from "./changed-parts.ts";
import { CityError } from "./city-error.ts";
import type { CityFiles } from "./load-city.ts";
import { type CityJson, makeCity } from "./make-city.ts";
import { type CityRules, cityRules } from "./rules.ts";

export class LiveRules implements CityRules {
  readonly files: CityJson;
  /** As they stand; the object stays as it is when they change. */
  now: CityRules;
  parts: readonly ChangedPart[] = [];
  /** How many changes are in there. */
  revision = 0;
  private readonly db: Tx;
  private readonly onMisfit: (faults: string[]) => void;

  private constructor(db: LiveRules["db"], files: CityFiles, onMisfit: (faults: string[]) => void) {
    this.db = db;
    this.files = files.files;
    this.onMisfit = onMisfit;
    this.now = cityRules(files.city, files.base);
  }

  /** Throws CityError when the files do not fit what was changed (any more). */
  static async open(
    db: LiveRules["db"],
    files: CityFiles,
    onMisfit: (faults: string[]) => void,
  ): Promise<LiveRules> {
    const rules = new LiveRules(db, files, onMisfit);
    const faults = await rules.read();
    if (faults) throw new CityError(faults.map((fault) => `with what an administrator changed: ${fault}`));
    return rules;
  }

  /**
   * Reads what was changed meanwhile, here or in another process. A change that does not fit this process's own files
   * (they are older or newer than those of the one that took it) is reported and left out until a restart.
   */
  async catchUp(): Promise<void> {
    const faults = await this.read();
    if (faults) this.onMisfit(faults);
  }

  /** One line for each part whose file is not what holds. */
  notes(): string[] {
    return notesOf(this.parts);
  }

  private async read(): Promise<string[] | undefined> {
    const parts = await readParts(this.db);
    const revision = revisionOf(parts);
    // Another reading may have been quicker.
    if (revision <= this.revision) return undefined;
    this.revision = revision;
    const made = makeCity(withParts(this.files, parts));
    if ("faults" in made) return made.faults;
    this.parts = parts;
    this.now = cityRules(made.city, made.base);
    return undefined;
  }

  get city(): City {
    return this.now.city;
  }
  get base() {
    return this.now.base;
  }
  get codes() {
    return this.now.codes;
  }
  get fingerprint() {
    return this.now.fingerprint;
  }
  // Handed on by themselves, so bound.
  readonly dueAt: CityRules["dueAt"] = (service, startAt) => this.now.dueAt(service, startAt);
  readonly inside: CityRules["inside"] = (lon, lat) => this.now.inside(lon, lat);
  readonly sectorOf: CityRules["sectorOf"] = (lon, lat) => this.now.sectorOf(lon, lat);
  readonly isRetired: CityRules["isRetired"] = (brigade) => this.now.isRetired(brigade);
}

export function notesOf(parts: readonly ChangedPart[]): string[] {
  return parts
    .filter(({ content }) => content !== null)
    .map(({ part, version, changedAt }) => {
      const day = new Date(changedAt).toISOString().slice(0, 10);
      return `${part}: as an administrator changed it (version ${version}, ${day}); ${fileOfPart[part]} is not what holds`;
    });
}

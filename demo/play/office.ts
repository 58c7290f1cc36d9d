/** The simulated operators: which report goes to which brigade next. */
import type { City } from "#contract/city";
import { crewsOf } from "#demo/crew-choice";
import { HOUR } from "#demo/local-time";
import type { Work } from "#demo/play/books";
import type { Crew } from "#demo/play/crew";
import type { Truth } from "#demo/truth";

/** Stops that an operator hands a brigade ahead. */
const AHEAD = { fair: 3, overloaded: 7, idle: 1 };
/** Of the most urgent so many, the nearest is taken. */
const URGENT = 5;
/** With fewer waiting than this, what is not due within two days is left waiting, or the city would fall empty. */
const QUIET_QUEUE = 250;
const NOT_YET = 48 * HOUR;

export interface Assignment {
  work: Work;
  crew: Crew;
}

export interface Office {
  /** At most `most` assignments that make sense now (by the server's clock), the emptiest brigades first. */
  choose(open: Iterable<Work>, crews: readonly Crew[], now: number, most: number): Assignment[];
}

export function createOffice(city: City, truth: Truth): Office {
  const able = crewsOf(city).map((list) => new Set(list.map((crew) => crew.code)));
  const loads = new Map(truth.imbalance.map(({ brigade, load }) => [brigade, load]));
  return {
    choose(open, crews, now, most) {
      const all = [...open];
      const waiting = all
        .filter(({ status }) => status === "received" || status === "reopened")
        .sort((a, b) => a.dueAt - b.dueAt);
      const horizon = waiting.length < QUIET_QUEUE ? now + NOT_YET : Number.POSITIVE_INFINITY;
      const held = new Map<string, number>();
      for (const { status, brigade } of all) {
        if (status === "assigned" && brigade !== null) held.set(brigade, (held.get(brigade) ?? 0) + 1);
      }
      const fillOf = (crew: Crew) => (held.get(crew.code) ?? 0) / AHEAD[loads.get(crew.code) ?? "fair"];
      const ready = crews
        .filter((crew) => crew.phase !== "off" && crew.phase !== "homing" && fillOf(crew) < 1)
        .sort((a, b) => fillOf(a) - fillOf(b));
      const taken = new Set<Work>();
      const chosen: Assignment[] = [];
      for (const crew of ready) {
        if (chosen.length >= most) break;
        const urgent = waiting
          .filter((work) => !taken.has(work) && work.dueAt < horizon && able[work.service]?.has(crew.code))
          .slice(0, URGENT)
          .sort((a, b) => crew.distanceTo([a.lon, a.lat]) - crew.distanceTo([b.lon, b.lat]));
        const [work] = urgent;
        if (!work) continue;
        taken.add(work);
        chosen.push({ work, crew });
      }
      return chosen;
    },
  };
}

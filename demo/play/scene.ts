/** What all who play the city share: its books, the played time, and what was put off until later. */
import type { City, ReasonUse } from "#contract/city";
import { MINUTE } from "#demo/local-time";
import type { ActingAs } from "#demo/play/api";
import type { Books, Work } from "#demo/play/books";
import { pick, type Random, seeded } from "#demo/random";

export const DESKS = 5;

/** Something to do now; a step does some of them at a time. */
export type Task = () => Promise<unknown> | unknown;

export interface Scene {
  readonly city: City;
  readonly seed: string;
  readonly startedAt: number;
  readonly books: Books;
  /** The time that is played, ms since the epoch; only the play moves it. */
  simAt: number;
  /** At so much played time; tried again after a minute while the server is away. */
  later(at: number, act: () => Promise<unknown>): void;
  /** What was put off until now. */
  due(): Task[];
  /** The operator who happens to do it; also for the citizen who calls because it was not fixed. */
  desk(): ActingAs;
  /** Code of a reason of that use. */
  reason(random: Random, use: ReasonUse): string;
  /** What a closing has to say when it comes late. */
  lateness(random: Random, work: Work): { lateReason?: string };
}

export function createScene(
  city: City,
  seed: string,
  startedAt: number,
  clock: { now(): number },
  books: Books,
): Scene {
  const desks = seeded(seed, "desks", startedAt);
  let agenda: { at: number; act: () => Promise<unknown> }[] = [];
  const reason = (random: Random, use: ReasonUse) =>
    pick(
      random,
      city.reasons.filter((known) => known.use === use),
    ).code;
  const scene: Scene = {
    city,
    seed,
    startedAt,
    books,
    simAt: startedAt,
    later(at, act) {
      agenda.push({ at, act });
    },
    due() {
      const due = agenda.filter((entry) => entry.at <= scene.simAt);
      agenda = agenda.filter((entry) => entry.at > scene.simAt);
      return due.map(({ act }) => async () => {
        if ((await act()) === "away") scene.later(scene.simAt + MINUTE, act);
      });
    },
    desk: () => `operator:desk-${1 + Math.floor(desks() * DESKS)}`,
    reason,
    // Said a minute early too: the server's clock has the last word.
    lateness: (random, work) =>
      clock.now() > work.dueAt - MINUTE ? { lateReason: reason(random, "late") } : {},
  };
  return scene;
}

/** The numbers in the header, and what each brigade has to do. */
import type { Brigade } from "#contract/brigade";
import type { BrigadeFile, City } from "#contract/city";
import type { LiveCity } from "#domain/fold";

export interface Figures {
  open: number;
  soon: number;
  late: number;
  /** Open again after a closure that did not hold. */
  reopened: number;
  receivedToday: number;
  closedToday: number;
  onShift: number;
  /** On shift with nothing to do. */
  free: number;
}

export function noFigures(): Figures {
  return { open: 0, soon: 0, late: 0, reopened: 0, receivedToday: 0, closedToday: 0, onShift: 0, free: 0 };
}

export interface Crew {
  brigade: Brigade;
  /** What the city's files say of it; undefined when they know it no more. */
  file: BrigadeFile | undefined;
  onShift: boolean;
  /** Whoever sees one department is not told what the brigades of others have to do. */
  isKnown: boolean;
  /** Ids of the open reports that it has. */
  work: readonly number[];
  /** How many more it has that are another department's: whoever sees one department is told no more of them (AU12). */
  elsewhere: number;
}

/** Whoever it works for. */
export function isBusy({ work, elsewhere }: Pick<Crew, "work" | "elsewhere">): boolean {
  return work.length + elsewhere > 0;
}

export function crewsOf(
  { brigades, elsewhere }: Pick<LiveCity, "brigades" | "elsewhere">,
  city: Pick<City, "brigades">,
  work: ReadonlyMap<number, readonly number[]>,
  isOnShift: (shift: BrigadeFile["shift"]) => boolean,
  /** The only one whose reports are seen; null for all of them. */
  department: string | null,
): Map<number, Crew> {
  const files = new Map(city.brigades.map((file) => [file.code, file]));
  const crews = new Map<number, Crew>();
  for (const [id, brigade] of brigades) {
    const file = files.get(brigade.code);
    const shift = file !== undefined && !file.retired && isOnShift(file.shift);
    const isKnown = department === null || brigade.department === department;
    const theirs = { work: work.get(id) ?? [], elsewhere: elsewhere.get(id) ?? 0 };
    crews.set(id, { brigade, file, onShift: shift, isKnown, ...theirs });
  }
  return crews;
}

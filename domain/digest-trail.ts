/** What a reader's digest was at the events that it last folded: the server's comes later than what it is about (LV7). */
import type { Digest } from "./digest.ts";
import type { LiveCity } from "./fold.ts";

const MOST = 4_000;

export class DigestTrail {
  private cursors: number[] = [];
  private digests: Digest[] = [];

  /** Another city than before: of what came before its cursor nothing is known. */
  begin(city: LiveCity): void {
    this.cursors = [];
    this.digests = [];
    this.note(city);
  }

  /** After each event that was folded into `city`; one that was in there already changes nothing. */
  note({ cursor, reports }: LiveCity): void {
    if (cursor <= (this.cursors.at(-1) ?? -1)) return;
    this.cursors.push(cursor);
    this.digests.push({ ...reports.digest });
    if (this.cursors.length <= MOST) return;
    this.cursors.splice(0, MOST / 2);
    this.digests.splice(0, MOST / 2);
  }

  /** The digest of `city` at a cursor, or where it is when it has not come so far; undefined when that is too long ago. */
  at(city: LiveCity, cursor: number): (Digest & { cursor: number }) | undefined {
    if (cursor >= city.cursor) return { cursor: city.cursor, ...city.reports.digest };
    // What lies between two noted cursors has changed nothing that we are told of.
    const digest = this.digests[this.cursors.findLastIndex((noted) => noted <= cursor)];
    return digest && { cursor, ...digest };
  }
}

/** Fetches past positions part by part, as they are needed: each once, and one that could not be had again after some seconds. */
import type { Tracks } from "#contract/tracks";
import { PastTracks } from "./past-tracks.ts";

const PART_MS = 2 * 3_600_000;
/** Playing asks at each picture: without a pause that would be 60 requests a second while there is no connection. */
const RETRY_AFTER = 5_000;

interface Means {
  fetch(from: number, until: number): Promise<Tracks>;
  /** Local clock, ms. */
  now(): number;
  /** More of the way is known. */
  onCome(): void;
}

export class TrackParts {
  readonly tracks = new PastTracks(PART_MS);
  private readonly means: Means;
  private readonly underWay = new Set<number>();
  private readonly failedAt = new Map<number, number>();

  constructor(means: Means) {
    this.means = means;
  }

  /** What is needed at an instant, and what playing will need next; nothing that begins after `end`. */
  ask(at: number, end: number): void {
    const part = this.tracks.partOf(at);
    const near = at - part > PART_MS / 2 ? part + PART_MS : part - PART_MS;
    for (const start of [part, near]) if (start <= end && this.isWanted(start)) void this.fetchPart(start);
  }

  private isWanted(start: number): boolean {
    if (this.tracks.has(start) || this.underWay.has(start)) return false;
    const failedAt = this.failedAt.get(start);
    return failedAt === undefined || this.means.now() - failedAt >= RETRY_AFTER;
  }

  private async fetchPart(start: number): Promise<void> {
    this.underWay.add(start);
    try {
      this.tracks.add(start, await this.means.fetch(start, start + PART_MS));
    } catch {
      this.failedAt.set(start, this.means.now());
      return;
    } finally {
      this.underWay.delete(start);
    }
    this.means.onCome();
  }
}

/** LV7: digests read from rows, sent at their place among the events, and held against what dashboards answer. */
import type { DigestAt } from "#contract/live";
import { sameDigest } from "#domain/digest";
import type { Context } from "../context.ts";

/** Publishing waits so long for a digest that is being read; one that takes longer is given up. */
const READ_LIMIT_MS = 1_000;

export class DigestWatch {
  compared = 0;
  mismatches = 0;
  private readonly logger: Context["logger"];
  private readonly read: () => Promise<DigestAt>;
  private reading: Promise<void> | undefined;
  /** Read at a cursor that has not been sent yet. */
  private pending: DigestAt | undefined;
  /** The last that was sent; answers are held against it. */
  private sent: DigestAt | undefined;

  constructor(logger: Context["logger"], read: () => Promise<DigestAt>) {
    this.logger = logger;
    this.read = read;
  }

  /** Begins a reading unless one is under way or waits for its place. */
  begin(): void {
    if (this.reading || this.pending) return;
    this.reading = this.read()
      .then((digest) => {
        this.pending = digest;
      })
      .catch((error: Error) => this.logger.error({ error: error.message }, "the digest could not be read"))
      .finally(() => {
        this.reading = undefined;
      });
  }

  /**
   * Resolves when no reading is under way, or after a second. Events are held back meanwhile: in a busy city they would
   * otherwise have passed the digest's cursor each time, and no digest would ever be compared.
   */
  async settled(): Promise<void> {
    if (!this.reading) return;
    let limit: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      limit = setTimeout(resolve, READ_LIMIT_MS);
    });
    await Promise.race([this.reading, tooLong]);
    clearTimeout(limit);
  }

  /** The digest that belongs after an event with from ≤ seq < to, if there is one; one before `from` is too late. */
  between(from: number, to: number): DigestAt | undefined {
    if (!this.pending || this.pending.cursor >= to) return undefined;
    const digest = this.pending;
    this.pending = undefined;
    return digest.cursor < from ? undefined : digest;
  }

  wasSent(digest: DigestAt): void {
    this.sent = digest;
  }

  /** A dashboard's answer. One about another digest than the last says nothing. */
  compare(theirs: DigestAt): void {
    if (theirs.cursor !== this.sent?.cursor) return;
    this.compared++;
    if (sameDigest(theirs, this.sent)) return;
    this.mismatches++;
    this.logger.warn({ theirs, ours: this.sent }, "a dashboard's digest differs from the city's");
  }

  async idle(): Promise<void> {
    await this.reading;
  }
}

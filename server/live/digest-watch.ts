/** LV7: digests read from rows, sent after the events that they are about, and held against what dashboards answer. */
import type { DigestAt } from "#contract/live";
import { sameDigest } from "#domain/digest";
import type { Context } from "../context.ts";

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

  /** The digest that may be sent once everything up to `to` has been, if there is one; given once. */
  due(to: number): DigestAt | undefined {
    if (!this.pending || this.pending.cursor > to) return undefined;
    this.sent = this.pending;
    this.pending = undefined;
    return this.sent;
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

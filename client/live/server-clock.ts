/** The server's time as far as we know it: ages and deadlines must not depend on how this machine's clock is set. */
export class ServerClock {
  private offset = 0;
  private best = Number.POSITIVE_INFINITY;
  private readonly local: () => number;

  constructor(local: () => number) {
    this.local = local;
  }

  /**
   * Learns from a message that says when it was sent. It took at least no time, so of all messages the one that makes
   * us least behind is the truest; a jump of minutes means that a clock was set, and starts over.
   */
  learn(sentAt: number): void {
    const behind = this.local() - sentAt;
    if (behind < this.best || behind - this.best > 60_000) {
      this.best = behind;
      this.offset = -behind;
    }
  }

  /** Whether anything has been learned. */
  get isSet(): boolean {
    return Number.isFinite(this.best);
  }

  /** ms since the epoch. */
  now(): number {
    return this.local() + this.offset;
  }
}

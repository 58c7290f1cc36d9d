/** What became of what trackers sent to this process, for its operators. */
import { type Protocol, protocols } from "#contract/trackers";
import type { Ingested } from "../ping-lane.ts";

export interface ProtocolCounts {
  requests: number;
  accepted: number;
  repeated: number;
  /** What held no place by its nature. */
  placeless: number;
  /** Fixes and requests that were not taken, by reason. */
  dropped: Record<string, number>;
}

export class TrackerCounts {
  readonly of = Object.fromEntries(
    protocols.map((protocol) => [
      protocol,
      { requests: 0, accepted: 0, repeated: 0, placeless: 0, dropped: {} },
    ]),
  ) as Record<Protocol, ProtocolCounts>;

  ingested(protocol: Protocol, { accepted, repeated, dropped }: Ingested): void {
    this.of[protocol].accepted += accepted;
    this.of[protocol].repeated += repeated;
    for (const [reason, count] of Object.entries(dropped)) this.dropped(protocol, reason, count);
  }

  dropped(protocol: Protocol, reason: string, count = 1): void {
    const { dropped } = this.of[protocol];
    dropped[reason] = (dropped[reason] ?? 0) + count;
  }
}

/** What the doors of trackers are handed, and what they give back. */
import type { IncomingMessage } from "node:http";
import type { DeadLetters } from "../../pings/trackers/dead-letters.ts";
import type { TrackerCounts } from "../../pings/trackers/tracker-counts.ts";
import type { RouteContext } from "../route.ts";
import type { BodyRule } from "./read-body.ts";
import type { Senders } from "./who-sends.ts";

export interface TrackerCall {
  ctx: RouteContext;
  request: IncomingMessage;
  /** What stands after the "?", or nothing. */
  query: string;
  address: string;
  bodyRule: BodyRule;
  senders: Senders;
  counts: TrackerCounts;
  letters: DeadLetters;
}

export interface TrackerAnswer {
  status: number;
  /** JSON; undefined: nothing is said. */
  body?: unknown;
}

export type TrackerDoor = (call: TrackerCall) => Promise<TrackerAnswer>;

/** Of positions, as the batch route has it. */
export const BODY_RULE: BodyRule = { limit: 2_000_000, timeMs: 10_000 };

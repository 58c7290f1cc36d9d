/** Fetches the live city, and the city itself anew when its lists are no longer those that this page has (SN5). */

import type { z } from "zod";
import { CityAnswer } from "#contract/card";
import type { LiveCity } from "#domain/fold";
import { cityCodes } from "#domain/report-table";
import { decodeHead, decodeSnapshot, SnapshotError } from "#domain/snapshot";
import { getBytes, getJson } from "./http.ts";
import { OutdatedError } from "./link.ts";
import type { ServerClock } from "./server-clock.ts";

type Answer = z.infer<typeof CityAnswer>;

export class SnapshotTaker {
  /** The city that the last snapshot is read with; show the two together or neither. */
  answer: Answer;
  private readonly clock: ServerClock;

  constructor(answer: Answer, clock: ServerClock) {
    this.answer = answer;
    this.clock = clock;
  }

  /** Rejects with `OutdatedError` when this page speaks another protocol than the server. */
  async take(): Promise<LiveCity> {
    const bytes = await getBytes("/api/live/snapshot");
    try {
      // What is late is asked before the first pulse is heard; after it, pulses know better than what took long to come.
      if (!this.clock.isSet) this.clock.learn(decodeHead(bytes).at);
      return this.decode(bytes);
    } catch (error) {
      if (!(error instanceof SnapshotError) || error.code === "malformed") throw error;
      if (error.code === "unsupported-protocol") throw new OutdatedError(error.message);
    }
    this.answer = await getJson("/api/city", CityAnswer);
    // Changed once more in between: the link waits a little and asks again.
    return this.decode(bytes);
  }

  private decode(bytes: Uint8Array<ArrayBuffer>): LiveCity {
    return decodeSnapshot(bytes, cityCodes(this.answer.city), this.answer.fingerprint);
  }
}

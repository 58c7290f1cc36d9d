/** Fetches the live city. */

import type { z } from "zod";
import type { CityAnswer } from "#contract/card";
import type { LiveCity } from "#domain/fold";
import { cityCodes } from "#domain/report-table";
import { decodeSnapshot, SnapshotError } from "#domain/snapshot";
import { getBytes } from "./http.ts";
import { OutdatedError } from "./link.ts";

/** Rejects with `OutdatedError` when this page is of another city's files or another protocol than the server's. */
export function snapshotTaker(answer: z.infer<typeof CityAnswer>): () => Promise<LiveCity> {
  const codes = cityCodes(answer.city);
  return async () => {
    const bytes = await getBytes("/api/live/snapshot");
    try {
      return decodeSnapshot(bytes, codes, answer.fingerprint);
    } catch (error) {
      if (error instanceof SnapshotError && error.code !== "malformed")
        throw new OutdatedError(error.message);
      throw error;
    }
  };
}

/**
 * Reports that already happened: what the demo's generator makes and what imports bring, on their way into the log as
 * one `report.imported` event each. No contact data.
 */
import { z } from "zod";
import { Lat, Lon } from "./city.ts";
import { Channel, Code, Instant, Outcome, plainText } from "./report.ts";

export const HistoricMove = z
  .object({
    to: z.enum(["assigned", "en-route", "in-progress", "closed", "reopened"]),
    at: Instant,
    brigade: Code.optional(),
    outcome: Outcome.optional(),
    /** Why it was closed or reopened; the reason's `use` fits the outcome, or is "reopen". */
    reason: Code.optional(),
    /** Why a closing came after it was due; the reason's `use` is "late". */
    lateReason: Code.optional(),
  })
  .refine((move) => (move.to === "closed") === (move.outcome !== undefined), {
    error: "must be there exactly when the move closes the report",
    path: ["outcome"],
  });

export const HistoricReport = z.object({
  /** Whose numbering `sourceId` is; the two together are unique. */
  source: Code,
  sourceId: plainText(120).min(1),
  service: Code,
  lon: Lon,
  lat: Lat,
  receivedAt: Instant,
  /**
   * The end of the promise that holds after the last move: each reopening starts a new one. Whether an earlier closing
   * kept its own promise is said by its `lateReason`.
   */
  dueAt: Instant,
  channel: Channel,
  description: plainText(4_000).optional(),
  /** In order of time. A report is received by being here, so the first move comes after that. */
  moves: z.array(HistoricMove).max(200),
});

export type HistoricMove = z.infer<typeof HistoricMove>;
export type HistoricReport = z.infer<typeof HistoricReport>;

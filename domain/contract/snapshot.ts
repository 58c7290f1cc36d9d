/**
 * The head of a snapshot. The whole of it is one buffer (SN1…SN4 in SPEC.md): magic, length of the head, the head as
 * JSON, and then the columns of `domain/report-table.ts`, each beginning at a multiple of 8 bytes.
 */
import { z } from "zod";
import { AudienceKey } from "./actor.ts";
import { Alert, Warning } from "./alerts.ts";
import { Brigade } from "./brigade.ts";
import { Instant } from "./report.ts";

export const SnapshotHead = z.object({
  protocol: z.number().int(),
  log: z.string(),
  /** Whose view this is (AU7). */
  audience: AudienceKey,
  cursor: z.number().int().min(0),
  /** When it was taken, ms. */
  at: z.number().int(),
  /** Fingerprint of the city as it then was: indexes in the columns are places in its lists. */
  city: z.string(),
  count: z.number().int().min(0),
  /** Names of the columns that are there, in their order; an audience may not be told of all (AU4). */
  columns: z.array(z.string()),
  brigades: z.array(Brigade),
  /** How many open reports of other departments a department's own have, by their numbers (AU12). */
  elsewhere: z.array(z.tuple([Brigade.shape.id, z.number().int().min(1)])).default([]),
  /** Alerts that are open; none for whoever is not in operations. */
  alerts: z.array(Alert).default([]),
  /** Warnings of an authority that are in force. */
  warnings: z.array(Warning).default([]),
  /** Since when the authority's feed could not be read; null while it is, and where there is none. */
  warningsUnreadSince: Instant.nullable().default(null),
});
export type SnapshotHead = z.infer<typeof SnapshotHead>;

/**
 * Who looks at which report, and who has said that they are at it: told over the socket to colleagues, and nowhere kept. It is no part
 * of the log, the snapshot or the rows; it ends with the connections that it is of (PR1…PR5 in SPEC.md).
 */
import { z } from "zod";
import { Problem } from "./problem.ts";
import { Folio, Instant } from "./report.ts";

/** `look`: what is open before me; null when nothing is. Said again now and then while I am at it: who says nothing is gone. */
export const Look = z.strictObject({ folio: Folio.nullable() });
export type Look = z.infer<typeof Look>;

/** `claim`: I am at this one. Binds nobody: a move is decided by the report's version alone. */
export const Claim = z.strictObject({ folio: Folio, takeOver: z.boolean().default(false) });
export type Claim = z.input<typeof Claim>;

/** `release`: I am not any more. */
export const Release = z.strictObject({ folio: Folio });
export type Release = z.infer<typeof Release>;

/** One person at one report. Somebody with two pages is there twice, and once for each report that a page has claimed. */
export const PresenceEntry = z.object({
  /** Of one open page; which is one's own, the answers say. */
  session: z.string().min(1).max(64),
  name: z.string(),
  folio: Folio,
  /** When they came to it. */
  since: Instant,
  claimed: z.boolean(),
});
export type PresenceEntry = z.infer<typeof PresenceEntry>;

/** `presence`: all that one may know of, in place of what was told before; at most four times a second. */
export const Presence = z.array(PresenceEntry);
export type Presence = z.infer<typeof Presence>;

/** `claim-lost`: somebody has taken over what this page had claimed. */
export const ClaimLost = z.object({ folio: Folio, by: PresenceEntry });
export type ClaimLost = z.infer<typeof ClaimLost>;

/** The answer to all three. `held`: somebody else has claimed it, and nothing has changed. */
export const PresenceAnswer = z.union([
  z.object({ ok: z.literal(true), session: z.string() }),
  z.object({ ok: z.literal(false), session: z.string(), held: PresenceEntry }),
  z.object({ ok: z.literal(false), problem: Problem }),
]);
export type PresenceAnswer = z.infer<typeof PresenceAnswer>;

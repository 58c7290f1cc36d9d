/** How gateways tell each other who is with them. What is lost on the way is told again a moment later. */
import { z } from "zod";
import { PresenceEntry } from "#contract/presence";

/** All who are with one gateway, in place of what it said before. */
export const PresenceSheet = z.object({
  gateway: z.string(),
  standings: z.array(
    PresenceEntry.extend({ person: z.string(), department: z.string().nullable(), turn: z.number().int() }),
  ),
});
export type PresenceSheet = z.infer<typeof PresenceSheet>;

export interface PresenceBus {
  tell(sheet: PresenceSheet): void;
  /** Calls with what other gateways say; what one says itself may come back too. */
  listen(hear: (sheet: PresenceSheet) => void): void;
  close(): void;
}

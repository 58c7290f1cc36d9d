/** What the link needs of a socket, and what it wants to hear from it. `socket-wire.ts` is the real one. */
import { z } from "zod";
import type { Frame } from "#contract/frame";
import { type DigestAt, type EventBatch, type Pulse, snapshotReasons } from "#contract/live";
import { Problem } from "#contract/problem";

/** The answer to `subscribe`: events follow, or a snapshot must be taken first, or it was refused. */
export const SubscribeAnswer = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), snapshot: z.enum(snapshotReasons) }),
  z.object({ ok: z.literal(false), problem: Problem }),
]);
export type SubscribeAnswer = z.infer<typeof SubscribeAnswer>;

export interface WireEars {
  connected(): void;
  disconnected(): void;
  /** The handshake was refused, with the problem's code. */
  refused(code: string): void;
  events(batch: EventBatch): void;
  snapshotNeeded(): void;
  digest(theirs: DigestAt): void;
  positions(frame: Frame): void;
  pulse(pulse: Pulse): void;
  /** A message did not keep the contract; what it said is lost. */
  garbled(): void;
  /** What we are signed in with has ended, or may do something else from now on (AU9). */
  signedOut(): void;
}

export interface Wire {
  open(ears: WireEars): void;
  /** Rejects when no answer came in time or the connection broke. */
  subscribe(from: { log: string; audience: string; cursor: number }): Promise<SubscribeAnswer>;
  tellDigest(own: DigestAt): void;
  /** Connects anew at once, instead of waiting for its turn. */
  retry(): void;
  close(): void;
}

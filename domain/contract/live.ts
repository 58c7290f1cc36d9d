/** What goes over the socket, and the rules' numbers are those of SPEC.md. */
import { z } from "zod";
import { AudienceKey } from "./actor.ts";
import { CityEvent, eventKinds, UnknownEvent } from "./events.ts";

/** Goes up when an old client could misread a new server; a newer minor thing is a new kind of event instead. */
export const PROTOCOL = 3;

/**
 * Sent with the handshake. Another protocol is refused there, with `unsupported-protocol`. `frames`: the client has our parser, and
 * gets each frame as one message, `frame` (frame-parser.ts); without it, as socket.io packs it, `positions`. `tab`: what the page calls itself for as long as it is open,
 * so that it is known again after a reconnection (presence.ts).
 */
export const Handshake = z.object({
  protocol: z.literal(PROTOCOL),
  frames: z.boolean().default(false),
  tab: z.string().min(8).max(64).optional(),
});

/** Asks for what came after a cursor of a log (LV4), as the audience whose snapshot one has (AU7). */
export const Subscribe = z.strictObject({
  log: z.string().min(1).max(64),
  audience: AudienceKey,
  cursor: z.number().int().min(0),
});

export const snapshotReasons = [
  "other-log",
  "other-audience",
  "too-old",
  "ahead-of-log",
  "too-slow",
] as const;
export const SnapshotNeeded = z.object({ reason: z.enum(snapshotReasons) });

const knownKinds = new Set<string>(eventKinds);
/** What an audience is told of an event. A known kind is checked whole; an unknown one only for its envelope. */
export const ToldEvent = UnknownEvent.loose().transform((event, context): CityEvent | UnknownEvent => {
  if (!knownKinds.has(event.kind)) return UnknownEvent.parse(event);
  const result = CityEvent.safeParse(event);
  if (result.success) return result.data;
  for (const issue of result.error.issues)
    context.addIssue({ code: "custom", message: issue.message, path: issue.path as (string | number)[] });
  return z.NEVER;
});

/** Every event of the audience with from < seq ≤ to (LV3). */
export const EventBatch = z.object({
  from: z.number().int(),
  to: z.number().int(),
  events: z.array(ToldEvent),
});
export type EventBatch = z.infer<typeof EventBatch>;

/** Digest of the state at a cursor; each side tells the other its own (LV7). */
export const DigestAt = z.strictObject({
  cursor: z.number().int().min(0),
  count: z.number().int().min(0),
  sum: z.number().int().min(0),
});
export type DigestAt = z.infer<typeof DigestAt>;

/** The first word of the server, and again every few seconds: the age of what is shown is counted from it. */
export const Pulse = z.object({ log: z.string(), cursor: z.number().int(), now: z.number() });
export type Pulse = z.infer<typeof Pulse>;

/** Access has ended (`ended`) or is another one now (`changed`); the server ends the connection behind it (AU9). */
export const SignedOut = z.object({ reason: z.enum(["ended", "changed"]) });
export type SignedOut = z.infer<typeof SignedOut>;

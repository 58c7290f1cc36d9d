/** What phones and trackers send by protocols of others, and what becomes of what cannot be used. */

export const protocols = ["osmand", "owntracks", "traccar"] as const;
export type Protocol = (typeof protocols)[number];

/** Why something that was sent can never be read. */
export const faults = [
  /** Not the JSON that it must be. */
  "not-json",
  /** JSON, but not what the protocol says. */
  "wrong-form",
  "bad-place",
  "bad-time",
  /** Closed with a key that this server does not have. */
  "encrypted",
] as const;
export type Fault = (typeof faults)[number];

/** Who does something, and to whom something is told. */
import { z } from "zod";

export const roles = [
  /** Not signed in. */
  "anonymous",
  /** A citizen whom an intake channel speaks for. */
  "citizen",
  /** A member of a brigade. */
  "brigade",
  "operator",
  "supervisor",
  "planner",
  "administrator",
  /** A phone or tracker of a brigade. */
  "device",
  /** A program with an API key. */
  "integration",
  /** A wall with a kiosk link. */
  "kiosk",
  /** Our own jobs and tools. */
  "system",
] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/** As the log and timelines name them. `id` is opaque: what names a person is in the table of people alone. */
export const Actor = z.object({ role: Role, id: z.string().min(1).max(80) });
export type Actor = z.infer<typeof Actor>;

/** The roles that a person can be given. */
export const personRoles = ["brigade", "operator", "supervisor", "planner", "administrator"] as const;
export const PersonRole = z.enum(personRoles);
export type PersonRole = z.infer<typeof PersonRole>;

/** Sign-in will add `field` and `public`; each audience has a projection of its own. */
export const Audience = z.enum(["ops"]);
export type Audience = z.infer<typeof Audience>;

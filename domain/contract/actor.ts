/** Who does something, and to whom something is told. */
import { z } from "zod";
import { Code } from "./report.ts";

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

/** Of those who may not know where brigades are (AU11). */
const blind = z.literal(true).optional();

/**
 * Who is told of the live city together, and the same things (AU1): operators, of the whole city or of one department;
 * a brigade; everybody. Which is somebody's is the rule of `domain/audience.ts`; nobody chooses.
 */
export const Audience = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ops"), department: Code.nullable(), blind }),
  z.object({ kind: z.literal("field"), brigade: Code, blind }),
  z.object({ kind: z.literal("public") }),
]);
export type Audience = z.infer<typeof Audience>;

/** An audience as one word: `ops`, `ops:DEPARTMENT`, `field:BRIGADE`, each with `/blind` (AU11) or without; `public`. Rooms and snapshots are named by it. */
export const AudienceKey = z.string().min(1).max(80);

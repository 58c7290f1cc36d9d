/** Who does something, and what they may see. */
import { z } from "zod";

export const roles = ["anonymous", "citizen", "brigade", "operator", "device", "system"] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

export const Actor = z.object({ role: Role, id: z.string().min(1).max(80) });
export type Actor = z.infer<typeof Actor>;

/** Sign-in will add `field` and `public`; each audience has a projection of its own. */
export const Audience = z.enum(["ops"]);
export type Audience = z.infer<typeof Audience>;

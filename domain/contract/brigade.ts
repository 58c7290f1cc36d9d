/** A brigade as the live city knows it. */
import { z } from "zod";
import { Code } from "./report.ts";

export const Brigade = z.object({
  /** Number under which it is registered; what frames and snapshots call it by. */
  id: z.number().int().min(0).max(65_534),
  code: Code,
  name: z.string(),
  department: Code.nullable(),
});
export type Brigade = z.infer<typeof Brigade>;

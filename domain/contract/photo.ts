/** A photo of a report, as what shows it is told of it; the picture itself is at `/api/photos/ID`. */
import { z } from "zod";
import { Instant } from "./report.ts";

export const Photo = z.object({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  at: Instant,
  width: z.number().int(),
  height: z.number().int(),
  bytes: z.number().int(),
});
export type Photo = z.infer<typeof Photo>;

export const PhotoQuery = z.strictObject({
  size: z.literal("thumb", "must be thumb, or left out").optional(),
});

/** Positions on the way in (PF3, PF4 in SPEC.md); `frame.ts` is their way out. */
import { z } from "zod";
import { Code } from "./report.ts";

export const Ping = z.strictObject({
  brigade: Code,
  /** Instant of the fix, with its zone. */
  at: z.iso.datetime({ offset: true }),
  lon: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  /** m/s */
  speed: z.number().min(0).max(150).optional(),
  /** Degrees clockwise from north. */
  heading: z.number().min(0).max(360).optional(),
  /** Metres, 68 % radius. */
  accuracy: z.number().min(0).max(100_000).optional(),
  /** 0…1 */
  battery: z.number().min(0).max(1).optional(),
});
export type Ping = z.infer<typeof Ping>;

export const PingBatch = z.strictObject({ positions: z.array(Ping).min(1).max(5000) });

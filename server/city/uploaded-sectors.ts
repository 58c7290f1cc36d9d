/** Sectors as an administrator sends them: drawn here, or a file of somebody's map. */
import { z } from "zod";
import { wrongField } from "#contract/problem";
import { sectorFeatures } from "./name-areas.ts";
import { areasIn } from "./read-areas.ts";

const Coded = z.object({
  type: z.literal("FeatureCollection"),
  features: z.array(z.object({ properties: z.object({ code: z.unknown().refine((v) => v !== undefined) }) })),
});

/** What has codes is taken as our own file would be; anything else is read as `import-boundaries` reads a file. */
export function uploadedSectors(content: unknown, nameProperty: string | undefined): unknown {
  if (nameProperty === undefined && Coded.safeParse(content).success) return content;
  const refuse = (rule: string) => wrongField("content", rule);
  if (typeof content !== "object" || content === null) throw refuse("must be GeoJSON");
  const features = sectorFeatures(
    areasIn(content, refuse),
    { nameProperty, askedBy: "nameProperty" },
    refuse,
  );
  return { type: "FeatureCollection", features };
}

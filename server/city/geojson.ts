import { z } from "zod";
import { Polygonal, Sector } from "#contract/city";

/** A feature of sectors.geojson. */
export const SectorFeature = z.object({
  type: z.literal("Feature"),
  properties: z.object({ code: Sector.shape.code, name: Sector.shape.name }),
  geometry: Polygonal,
});

/** All of boundary.geojson. */
export const BoundaryFeature = z.object({ type: z.literal("Feature"), geometry: Polygonal });

/** Sectors as GeoJSON: the city's own, and what somebody's map holds. */
import { z } from "zod";
import { Polygonal } from "#contract/city";
import type { Area } from "../../map/sector-map.ts";

const Own = z.object({
  type: z.literal("Feature"),
  properties: z.object({ code: z.string(), name: z.string() }),
  geometry: Polygonal,
});
export const SectorFileSchema = z.object({ type: z.literal("FeatureCollection"), features: z.array(Own) });
export type SectorFile = z.infer<typeof SectorFileSchema>;

const Any = z.object({
  type: z.literal("FeatureCollection"),
  features: z
    .array(
      z.object({
        type: z.literal("Feature"),
        properties: z.record(z.string(), z.unknown()).nullable(),
        geometry: Polygonal,
      }),
    )
    .min(1),
});

export interface Upload {
  /** As it is sent. */
  content: unknown;
  features: z.infer<typeof Any>["features"];
  /** It is in the form of the city's own file: nothing has to be asked. */
  coded: boolean;
  /** Properties that may be a sector's name. */
  properties: string[];
}

/** Null for what is no GeoJSON of areas. */
export function readUpload(text: string): Upload | null {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return null;
  }
  const read = Any.safeParse(content);
  if (!read.success) return null;
  const { features } = read.data;
  const texts = (properties: Record<string, unknown> | null) =>
    Object.entries(properties ?? {})
      .filter(([, value]) => typeof value === "string" || typeof value === "number")
      .map(([name]) => name);
  const [first = [], ...others] = features.map(({ properties }) => texts(properties));
  return {
    content,
    features,
    coded: SectorFileSchema.safeParse(content).success,
    properties: first.filter((name) => others.every((each) => each.includes(name))),
  };
}

export function areasOf(
  features: readonly { properties: Record<string, unknown> | null; geometry: Polygonal }[],
  proposed: boolean,
): Area[] {
  return features.map(({ properties, geometry }, i) => ({
    key: typeof properties?.code === "string" ? properties.code : String(i),
    geometry,
    proposed,
  }));
}

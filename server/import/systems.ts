/** Coordinates in other systems, to WGS 84. */
import proj4, { type Converter } from "proj4";
import { ImportError } from "./import-error.ts";

/** From a system's x, y (easting, northing) to [lon, lat]; `undefined` where the system does not reach. */
export type ToWgs84 = (x: number, y: number) => [lon: number, lat: number] | undefined;

/**
 * By number: what proj4 brings (WGS 84, its UTM zones, web Mercator, NAD 83) and these, of cities that publish reports.
 * Everything else goes by its proj string, which epsg.io tells.
 */
const SYSTEMS: Record<number, string> = {
  2193: "+proj=tmerc +lat_0=0 +lon_0=173 +k=0.9996 +x_0=1600000 +y_0=10000000 +ellps=GRS80 +units=m",
  2249: "+proj=lcc +lat_0=41 +lon_0=-71.5 +lat_1=42.6833333333333 +lat_2=41.7166666666667 +x_0=200000 +y_0=750000 +datum=NAD83 +units=us-ft",
  2263: "+proj=lcc +lat_0=40.1666666666667 +lon_0=-74 +lat_1=41.0333333333333 +lat_2=40.6666666666667 +x_0=300000 +y_0=0 +datum=NAD83 +units=us-ft",
  2277: "+proj=lcc +lat_0=29.6666666666667 +lon_0=-100.333333333333 +lat_1=31.8833333333333 +lat_2=30.1166666666667 +x_0=700000 +y_0=3000000 +datum=NAD83 +units=us-ft",
  3435: "+proj=tmerc +lat_0=36.6666666666667 +lon_0=-88.3333333333333 +k=0.999975 +x_0=300000 +y_0=0 +datum=NAD83 +units=us-ft",
  4258: "+proj=longlat +ellps=GRS80",
  4674: "+proj=longlat +ellps=GRS80",
  6372: "+proj=lcc +lat_0=12 +lon_0=-102 +lat_1=17.5 +lat_2=29.5 +x_0=2500000 +y_0=0 +ellps=GRS80 +units=m",
  27700:
    "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +towgs84=446.448,-125.157,542.06,0.1502,0.247,0.8421,-20.4894 +units=m",
  102100: "EPSG:3857",
  102696:
    "+proj=tmerc +lat_0=35.8333333333333 +lon_0=-90.5 +k=0.999933333333333 +x_0=250000 +y_0=0 +datum=NAD83 +units=us-ft",
};
/** UTM on ETRS 89 and NAD 83: first number, first zone, last zone. */
const UTM: [number, number, number][] = [
  [25828, 28, 38],
  [26901, 1, 23],
];

/** Throws ImportError with the rule alone: whoever asks knows which field or flag it was. */
export function compileSystem(system: { srid?: number; proj?: string }): ToWgs84 {
  const definition = system.proj ?? definitionOf(system.srid ?? 4326);
  let converter: Converter;
  try {
    converter = proj4(definition, "EPSG:4326");
    // Some mistakes come to light only when it is used.
    converter.forward([0, 0]);
  } catch (error) {
    throw new ImportError(
      `must be a proj string that proj4 reads (${error instanceof Error ? error.message : error})`,
    );
  }
  return (x, y) => {
    let found: number[];
    try {
      found = converter.forward([x, y]);
    } catch {
      return undefined;
    }
    const [lon = Number.NaN, lat = Number.NaN] = found;
    return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : undefined;
  };
}

function definitionOf(srid: number): string {
  const own = SYSTEMS[srid];
  if (own) return own;
  for (const [first, zone, lastZone] of UTM)
    if (srid >= first && srid <= first + lastZone - zone)
      return `+proj=utm +zone=${zone + srid - first} +ellps=GRS80 +units=m`;
  const name = `EPSG:${srid}`;
  if (proj4.defs(name)) return name;
  throw new ImportError(
    `must be a number that is known here, is ${srid}; the proj string of the system works always`,
  );
}

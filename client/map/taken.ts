/**
 * What groups of reports cover of the map, told to the base map as pictures of nothing: its names then make room, because
 * MapLibre places symbols from the topmost layer down. Drawing names above instead would put them over the figures.
 */
import type { FeatureCollection } from "geojson";
import type { LayerSpecification, Map as MapLibre, SourceSpecification } from "maplibre-gl";
import { GeoJSONSource } from "maplibre-gl";

export interface Circle {
  lon: number;
  lat: number;
  /** px */
  radius: number;
}

const NAME = "taken";
/** Width of the picture of nothing, px; it is drawn as large as each circle. */
const WIDTH = 8;
const nothing: FeatureCollection = { type: "FeatureCollection", features: [] };

export class Taken {
  private readonly map: MapLibre;
  private data = nothing;
  private circles: readonly Circle[] = [];

  constructor(map: MapLibre) {
    this.map = map;
    map.setMissingStyleImageResolver((id) => {
      if (id === NAME)
        map.addImage(NAME, { width: WIDTH, height: WIDTH, data: new Uint8Array(4 * WIDTH * WIDTH) });
    });
    // The bundled style has it already; somebody else's has not.
    map.on("style.load", () => {
      if (map.getSource(NAME)) return;
      map.addSource(NAME, takenSource(this.data));
      map.addLayer(takenLayer);
    });
  }

  /** For a style that is about to be set. */
  source(): SourceSpecification {
    return takenSource(this.data);
  }

  set(circles: readonly Circle[]): void {
    if (isSame(circles, this.circles)) return;
    this.circles = circles;
    this.data = {
      type: "FeatureCollection",
      features: circles.map(({ lon, lat, radius }) => ({
        type: "Feature",
        properties: { size: (2 * radius) / WIDTH },
        geometry: { type: "Point", coordinates: [lon, lat] },
      })),
    };
    const source = this.map.getSource(NAME);
    if (source instanceof GeoJSONSource) source.setData(this.data);
  }
}

export function takenSource(data: FeatureCollection = nothing): SourceSpecification {
  return { type: "geojson", data };
}

export const takenLayer: LayerSpecification = {
  id: NAME,
  type: "symbol",
  source: NAME,
  layout: {
    "icon-image": NAME,
    "icon-size": ["get", "size"],
    "icon-allow-overlap": true,
    "icon-padding": 0,
  },
};

function isSame(a: readonly Circle[], b: readonly Circle[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ lon, lat, radius }, i) => lon === b[i]?.lon && lat === b[i]?.lat && radius === b[i]?.radius)
  );
}

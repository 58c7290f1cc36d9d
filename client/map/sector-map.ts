/**
 * The map on which sectors are looked at and drawn: the city's own base, the sectors over it, and one shape under the
 * pencil. Nothing of React; it is told what to show and tells what was pressed or drawn.
 */
import type { FeatureCollection, Polygon } from "geojson";
import { AttributionControl, type GeoJSONSource, Map as MapLibre, setWorkerUrl } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { TerraDraw, TerraDrawPolygonMode, TerraDrawSelectMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import type { Base, City, Polygonal } from "#contract/city";
import { baseStyle } from "./base-style.ts";
import { readColours } from "./colours.ts";

setWorkerUrl(workerUrl);

export interface Area {
  key: string;
  geometry: Polygonal;
  /** Somebody's file, not saved yet. */
  proposed?: boolean;
}

export interface SectorMapEvents {
  onPress(key: string): void;
  /** What is drawn now: after each corner that was moved, and when a new one is closed. */
  onDrawn(geometry: Polygon): void;
}

type Colour = `#${string}`;

export class SectorMap {
  private readonly map: MapLibre;
  private readonly events: SectorMapEvents;
  private draw: TerraDraw | undefined;
  private areas: readonly Area[] = [];
  private chosen: string | null = null;
  private ready = false;
  /** What is drawn once the style is there. */
  private pencil: Polygon | "new" | null = null;

  constructor(container: HTMLElement, city: City, base: Base, title: string, events: SectorMapEvents) {
    this.events = events;
    this.map = new MapLibre({
      container,
      style: baseStyle(city, base, readColours(), 1),
      bounds: city.bounds,
      fitBoundsOptions: { padding: 16 },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
    });
    this.map.getCanvas().setAttribute("aria-label", title);
    this.map.addControl(new AttributionControl({ compact: true }));
    this.map.on("load", () => this.whenReady());
    this.map.on("click", (event) => {
      if (this.draw) return;
      const [found] = this.map.queryRenderedFeatures(event.point, { layers: ["sector-fill"] });
      const key: unknown = found?.properties.key;
      if (typeof key === "string") this.events.onPress(key);
    });
  }

  show(areas: readonly Area[], chosen: string | null): void {
    this.areas = areas;
    this.chosen = chosen;
    this.paint();
  }

  /** Puts a shape under the pencil, or a new one, or nothing. */
  take(shape: Polygon | "new" | null): void {
    this.pencil = shape;
    if (!this.ready) return;
    this.draw?.stop();
    this.draw = undefined;
    if (shape === null) return;
    const draw = this.sharpen();
    this.draw = draw;
    draw.start();
    const tell = () => {
      const drawn = draw.getSnapshot().find(({ geometry }) => geometry.type === "Polygon");
      if (drawn) this.events.onDrawn(drawn.geometry as Polygon);
    };
    draw.on("finish", (id, { mode }) => {
      tell();
      if (mode !== "polygon") return;
      // One at a time: from here on its corners are moved.
      draw.setMode("select");
      draw.selectFeature(id);
    });
    if (shape === "new") {
      draw.setMode("polygon");
      return;
    }
    const [added] = draw.addFeatures([
      { type: "Feature", properties: { mode: "polygon" }, geometry: roughly(shape) },
    ]);
    draw.setMode("select");
    if (added?.valid && added.id !== undefined) draw.selectFeature(added.id);
  }

  remove(): void {
    this.draw?.stop();
    this.map.remove();
  }

  private whenReady(): void {
    const c = readColours();
    this.map.addSource("sectors", { type: "geojson", data: collection([], null) });
    this.map.addLayer({
      id: "sector-fill",
      type: "fill",
      source: "sectors",
      paint: {
        "fill-color": ["case", ["get", "proposed"], c.soon, c.accent],
        "fill-opacity": ["case", ["get", "chosen"], 0.35, 0.1],
      },
    });
    this.map.addLayer({
      id: "sector-line",
      type: "line",
      source: "sectors",
      paint: {
        "line-color": ["case", ["get", "proposed"], c.soon, c.accent],
        "line-width": ["case", ["get", "chosen"], 2.5, 1],
      },
    });
    this.ready = true;
    this.paint();
    this.take(this.pencil);
  }

  private paint(): void {
    if (!this.ready) return;
    this.map.getSource<GeoJSONSource>("sectors")?.setData(collection(this.areas, this.chosen));
  }

  private sharpen(): TerraDraw {
    const colour = readColours().accent as Colour;
    const fill = { fillColor: colour, fillOpacity: 0.25, outlineColor: colour, outlineWidth: 2 };
    return new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map: this.map }),
      modes: [
        new TerraDrawPolygonMode({ styles: fill }),
        new TerraDrawSelectMode({
          styles: {
            selectedPolygonColor: colour,
            selectedPolygonFillOpacity: 0.25,
            selectedPolygonOutlineColor: colour,
            selectedPolygonOutlineWidth: 2,
            selectionPointColor: colour,
            midPointColor: colour,
          },
          flags: {
            polygon: {
              feature: {
                draggable: false,
                coordinates: { midpoints: true, draggable: true, deletable: true },
              },
            },
          },
        }),
      ],
    });
  }
}

function collection(areas: readonly Area[], chosen: string | null): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: areas.map(({ key, geometry, proposed = false }) => ({
      type: "Feature",
      properties: { key, proposed, chosen: key === chosen },
      geometry,
    })),
  };
}

/** The pencil takes nine decimals at the most; a millimetre is fine enough for a border. */
function roughly(shape: Polygon): Polygon {
  const round = (degrees: number) => Math.round(degrees * 1e8) / 1e8;
  return {
    type: "Polygon",
    coordinates: shape.coordinates.map((ring) => ring.map(([lon = 0, lat = 0]) => [round(lon), round(lat)])),
  };
}

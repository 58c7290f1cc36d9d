/** The bundled base map: the city's schematic drawing in the page's own quiet colours. Needs no network and no glyphs. */
import type { FeatureCollection } from "geojson";
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Base, City } from "#contract/city";
import { labelPoint } from "#geo/label-point";
import type { Colours } from "./colours.ts";
import { takenLayer, takenSource } from "./taken.ts";

/** Drawn on this machine from the page's font; without `glyphs` in the style MapLibre asks nobody for them. */
const FONT = ["Inter Variable"];

/** `scale` is how much larger than at a desk everything is drawn. */
export function baseStyle(
  city: City,
  base: Base,
  colours: Colours,
  scale: number,
  taken = takenSource(),
): StyleSpecification {
  const boundary: FeatureCollection = {
    type: "FeatureCollection",
    features: [{ type: "Feature", properties: {}, geometry: city.boundary }],
  };
  return {
    version: 8,
    sources: {
      boundary: { type: "geojson", data: boundary },
      "area-names": { type: "geojson", data: areaNames(base) },
      elsewhere: { type: "geojson", data: aroundOf(city.boundary) },
      base: { type: "geojson", data: base as FeatureCollection, tolerance: 0.2 },
      taken,
    },
    layers: [
      ...areas(colours),
      ...lines(colours, scale),
      ...border(colours, scale),
      ...labels(colours, scale),
      takenLayer,
    ],
  };
}

function areas(c: Colours): LayerSpecification[] {
  return [
    { id: "outside", type: "background", paint: { "background-color": c.outside } },
    { id: "land", type: "fill", source: "boundary", paint: { "fill-color": c.land } },
    {
      id: "hill",
      type: "fill",
      source: "base",
      filter: ["==", ["get", "kind"], "hill"],
      paint: { "fill-color": c.hill, "fill-antialias": false },
    },
    {
      id: "park",
      type: "fill",
      source: "base",
      filter: ["==", ["get", "kind"], "park"],
      paint: { "fill-color": c.park },
    },
    {
      id: "lake",
      type: "fill",
      source: "base",
      filter: ["all", ["==", ["get", "kind"], "river"], ["==", ["geometry-type"], "Polygon"]],
      paint: { "fill-color": c.water },
    },
  ];
}

function lines(c: Colours, scale: number): LayerSpecification[] {
  const width = (at10: number, at16: number): LayerSpecification["paint"] & object => ({
    "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 10, at10 * scale, 16, at16 * scale],
  });
  const round = { "line-cap": "round", "line-join": "round" } as const;
  return [
    {
      id: "river",
      type: "line",
      source: "base",
      filter: ["all", ["==", ["get", "kind"], "river"], ["==", ["geometry-type"], "LineString"]],
      layout: round,
      paint: { "line-color": c.water, ...width(2.5, 22) },
    },
    {
      id: "street",
      type: "line",
      source: "base",
      minzoom: 11.5,
      filter: ["==", ["get", "kind"], "street"],
      layout: round,
      paint: {
        "line-color": c.street,
        "line-opacity": ["interpolate", ["linear"], ["zoom"], 11.5, 0, 13, 1],
        ...width(0.3, 5),
      },
    },
    {
      id: "avenue",
      type: "line",
      source: "base",
      filter: ["==", ["get", "kind"], "avenue"],
      layout: { ...round, "line-sort-key": ["-", 0, ["get", "rank"]] },
      paint: {
        "line-color": c.avenue,
        "line-width": [
          "interpolate",
          ["exponential", 1.6],
          ["zoom"],
          10,
          ["*", scale, ["match", ["get", "rank"], 1, 1.4, 2, 0.9, 0.5]],
          16,
          ["*", scale, ["match", ["get", "rank"], 1, 13, 2, 9, 7]],
        ],
      },
    },
  ];
}

/** The neighbours' land is veiled: it helps to find one's way, but it is not ours to look after. */
function border(c: Colours, scale: number): LayerSpecification[] {
  return [
    {
      id: "elsewhere",
      type: "fill",
      source: "elsewhere",
      paint: { "fill-color": c.outside, "fill-opacity": 0.85, "fill-antialias": false },
    },
    {
      id: "boundary",
      type: "line",
      source: "boundary",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": c.boundary, "line-width": 1.25 * scale, "line-dasharray": [4, 2.5] },
    },
  ];
}

/** Names of hills and parks as points: a polygon would be named once in each tile that it touches. */
function areaNames(base: Base): FeatureCollection {
  const features = base.features.flatMap(({ geometry, properties }) => {
    if (properties.name === undefined || (geometry.type !== "Polygon" && geometry.type !== "MultiPolygon"))
      return [];
    const coordinates = labelPoint(geometry);
    return coordinates
      ? [{ type: "Feature" as const, properties, geometry: { type: "Point" as const, coordinates } }]
      : [];
  });
  return { type: "FeatureCollection", features };
}

/** Everything but the city: the world's square with the city's outer rings as holes. */
function aroundOf(boundary: City["boundary"]): FeatureCollection {
  const outer =
    boundary.type === "Polygon"
      ? boundary.coordinates.slice(0, 1)
      : boundary.coordinates.flatMap((p) => p.slice(0, 1));
  const world = [
    [-180, -85],
    [180, -85],
    [180, 85],
    [-180, 85],
    [-180, -85],
  ];
  const geometry = { type: "Polygon" as const, coordinates: [world, ...outer] };
  return { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry }] };
}

function labels(c: Colours, scale: number): LayerSpecification[] {
  const paint = { "text-color": c.label, "text-halo-color": c.land, "text-halo-width": 1.5 * scale };
  const along = (id: string, kind: string, minzoom: number): LayerSpecification => ({
    id,
    type: "symbol",
    source: "base",
    minzoom,
    filter: ["all", ["==", ["get", "kind"], kind], ["has", "name"]],
    layout: {
      "symbol-placement": "line",
      "symbol-spacing": 480 * scale,
      "text-field": ["get", "name"],
      "text-font": FONT,
      "text-size": 11 * scale,
      "text-letter-spacing": 0.02,
      "symbol-sort-key": ["get", "rank"],
    },
    paint,
  });
  const places = (rank: number, minzoom: number): LayerSpecification => ({
    id: `place-${rank}`,
    type: "symbol",
    source: "base",
    minzoom,
    filter: ["all", ["==", ["get", "kind"], "place"], ["==", ["get", "rank"], rank]],
    layout: {
      "text-field": ["get", "name"],
      "text-font": FONT,
      "text-size": (rank === 1 ? 12.5 : 11.5) * scale,
      "text-letter-spacing": 0.04,
      "text-max-width": 7,
      // Beside its place where that is taken.
      "text-variable-anchor": ["center", "top", "bottom", "left", "right"],
      "text-radial-offset": 1.4,
      "text-justify": "auto",
    },
    paint,
  });
  return [
    along("river-name", "river", 11),
    along("avenue-name", "avenue", 12.5),
    along("street-name", "street", 15),
    {
      id: "area-name",
      type: "symbol",
      source: "area-names",
      minzoom: 11,
      layout: {
        "text-field": [
          "step",
          ["zoom"],
          ["case", ["==", ["get", "rank"], 1], ["get", "name"], ""],
          13,
          ["get", "name"],
        ],
        "text-font": FONT,
        "text-size": 11 * scale,
        "text-max-width": 7,
      },
      paint,
    },
    places(3, 14),
    places(2, 12.8),
    places(1, 10.5),
  ];
}

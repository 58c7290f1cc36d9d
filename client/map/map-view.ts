/** Looking somewhere: only ever because a person asked. */
import type { Map as MapLibre } from "maplibre-gl";
import type { Base, City } from "#contract/city";
import { type Bounds, boundsOf as boundsOfArea, inBounds } from "#geo/boundary";
import type { Insets } from "../store/map-handle.ts";
import type { View } from "../store/page-url.ts";

const MARGIN = 48;
/** px */
const HALF_A_GROUP = 32;
const EASE = { duration: 200 };

/** The middle is that of what panels leave to be seen: a link made on a phone must show the same place at a desk. */
export function viewOf(map: MapLibre, insets: Insets): View {
  const { clientWidth, clientHeight } = map.getContainer();
  const [dx, dy] = offsetOf(insets);
  const { lng, lat } = map.unproject([clientWidth / 2 + dx, clientHeight / 2 + dy]);
  return { lon: lng, lat, zoom: map.getZoom() };
}

/** The way back: `view` in the middle of what is seen, at once. */
export function lookAt(map: MapLibre, { lon, lat, zoom }: View, insets: Insets): void {
  map.easeTo({ center: [lon, lat], zoom, offset: offsetOf(insets), duration: 0 });
}

export function boundsOf(map: MapLibre): Bounds {
  const bounds = map.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}

/** All of it, and at its edge no half of a group. */
export function showWhole(
  map: MapLibre,
  [west, south, east, north]: Bounds,
  insets: Insets,
  { scale, animate }: { scale: number; animate: boolean },
): void {
  map.fitBounds([west, south, east, north], {
    padding: padded(insets, HALF_A_GROUP * scale),
    duration: animate ? EASE.duration : 0,
  });
}

/**
 * Where people live and so the work is: the streets and places of the base map. A boundary may hold mountains that would
 * fill half of the first view; it serves where the base map knows no streets.
 */
export function homeOf(city: City, base: Base): Bounds {
  const home: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  const take = ([lon, lat]: readonly [number, number]) => {
    if (!inBounds(lon, lat, city.bounds)) return;
    home[0] = Math.min(home[0], lon);
    home[1] = Math.min(home[1], lat);
    home[2] = Math.max(home[2], lon);
    home[3] = Math.max(home[3], lat);
  };
  for (const { geometry, properties } of base.features) {
    if (properties.kind === "place" && geometry.type === "Point") take(geometry.coordinates);
    if (properties.kind === "street" && geometry.type === "LineString") geometry.coordinates.forEach(take);
  }
  return home[0] < home[2] && home[1] < home[3] ? home : boundsOfArea(city.boundary);
}

/** Moves as little as it takes for the place to be seen beside the panels; not at all when it is seen already. */
export function reveal(map: MapLibre, lon: number, lat: number, insets: Insets): void {
  const { x, y } = map.project([lon, lat]);
  const { clientWidth, clientHeight } = map.getContainer();
  const left = insets.left + MARGIN;
  const right = clientWidth - insets.right - MARGIN;
  const top = insets.top + MARGIN;
  const bottom = clientHeight - insets.bottom - MARGIN;
  const dx = x < left ? x - left : x > right ? x - right : 0;
  const dy = y < top ? y - top : y > bottom ? y - bottom : 0;
  if (dx === 0 && dy === 0) return;
  const near = Math.abs(dx) < clientWidth && Math.abs(dy) < clientHeight;
  if (near) map.panBy([dx, dy], EASE);
  else map.easeTo({ center: [lon, lat], offset: offsetOf(insets), duration: 0 });
}

/** To the place itself, near enough to see the street. */
export function goTo(map: MapLibre, lon: number, lat: number, insets: Insets): void {
  const zoom = Math.max(map.getZoom(), 16);
  map.easeTo({ center: [lon, lat], zoom, offset: offsetOf(insets), duration: 400 });
}

/** From the middle of the map to the middle of what panels leave of it. */
function offsetOf({ top, right, bottom, left }: Insets): [number, number] {
  return [(left - right) / 2, (top - bottom) / 2];
}

/** All of a cluster's members; a cluster on one spot is simply gone nearer to. */
export function openCluster(map: MapLibre, bounds: Bounds, insets: Insets): void {
  map.fitBounds(bounds, {
    padding: padded(insets, 80),
    maxZoom: Math.max(map.getZoom() + 1, 16),
    duration: 300,
  });
}

function padded(insets: Insets, by: number): Insets {
  return {
    top: insets.top + by,
    right: insets.right + by,
    bottom: insets.bottom + by,
    left: insets.left + by,
  };
}

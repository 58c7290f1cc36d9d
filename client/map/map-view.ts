/** Looking somewhere: only ever because a person asked. */
import type { Map as MapLibre } from "maplibre-gl";
import type { City } from "#contract/city";
import { type Bounds, boundsOf as boundsOfArea } from "#geo/boundary";
import type { Insets } from "../store/map-handle.ts";
import type { View } from "../store/page-url.ts";

const MARGIN = 48;
const EASE = { duration: 200 };

export function viewOf(map: MapLibre): View {
  const { lng, lat } = map.getCenter();
  return { lon: lng, lat, zoom: map.getZoom() };
}

export function boundsOf(map: MapLibre): Bounds {
  const bounds = map.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}

export function showCity(map: MapLibre, city: City, insets: Insets, animate: boolean): void {
  const [west, south, east, north] = homeOf(city);
  map.fitBounds([west, south, east, north], {
    padding: padded(insets, 12),
    duration: animate ? EASE.duration : 0,
  });
}

/** Where the city's work is: its sectors, which leave out the mountains that its boundary may hold. */
export function homeOf(city: City): Bounds {
  if (city.sectors.length === 0) return boundsOfArea(city.boundary);
  return city.sectors
    .map((sector) => boundsOfArea(sector.geometry))
    .reduce((a, b) => [
      Math.min(a[0], b[0]),
      Math.min(a[1], b[1]),
      Math.max(a[2], b[2]),
      Math.max(a[3], b[3]),
    ]);
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

import type { Bounds } from "#geo/boundary";
import type { View } from "./page-url.ts";

/** What the rest of the page may ask of the map; its owner is client/map/city-map.ts. */
export interface MapHandle {
  zoomBy(levels: number): void;
  showCity(): void;
  /** Moves as little as it takes for the place to be seen. */
  reveal(lon: number, lat: number): void;
  /** Goes there, near enough to see the street. */
  goTo(lon: number, lat: number): void;
  /** Shows this at once: another picture, and no flight to it. Null is the whole city. */
  turnTo(place: View | Bounds | null): void;
}

/** What panels cover of the map, px. */
export interface Insets {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export const noInsets: Insets = { top: 0, right: 0, bottom: 0, left: 0 };

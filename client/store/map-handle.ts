import type { Bounds } from "#geo/boundary";
/** What the rest of the page may ask of the map; its owner is client/map/city-map.ts. */
import type { View } from "./page-url.ts";

export interface MapHandle {
  zoomBy(levels: number): void;
  showCity(): void;
  /** Moves as little as it takes for the place to be seen. */
  reveal(lon: number, lat: number): void;
  /** Shows just this. */
  lookAt(view: View): void;
  /** Where on the map a place is, px from its upper left corner; and the other way round. */
  pointOf(lon: number, lat: number): { x: number; y: number };
  placeAt(x: number, y: number): { lon: number; lat: number };
  /** Called while the map moves, by whomever; gives back how to stop that. */
  onMove(call: () => void): () => void;
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

/** How things are drawn, whatever they are. */
import type { Layer } from "@deck.gl/core";
import type { Bounds } from "#geo/boundary";
import type { Colours } from "./colours.ts";
import type { Circle } from "./taken.ts";

export type Device = Layer["context"]["device"];

export interface Look {
  colours: Colours;
  /** How much larger than at a desk. */
  scale: number;
  formatCount(n: number): string;
  /** Names of layers that are not drawn. */
  hidden: ReadonlySet<string>;
  /** Nothing glides. */
  stillness: boolean;
}

/** What the parts of the map ask its owner. */
export interface Stage {
  readonly look: Look;
  /** The zoom that a desk would have to be at to show things as near as this. */
  zoom(): number;
  /** What is seen of the map. */
  bounds(): Bounds;
  /** The graphics card, once there is one. */
  readonly device: Device | undefined;
  /** Puts a part's layers in place of those that it had under this name; gives back whether there is anything to present. */
  put(name: string, layers: Layer[]): boolean;
  /** What of the map the base map's names must leave free. */
  keepFree(circles: readonly Circle[]): void;
  /** Shows what was put. */
  present(): void;
  /** One more picture, in the animation frame that the caller is in. */
  drawNow(): void;
}

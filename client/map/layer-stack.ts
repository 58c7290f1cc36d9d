/** What deck.gl draws, from below to above. */
import type { Layer } from "@deck.gl/core";

/** A group's count stays legible where an arrow is on it, and nothing covers what somebody has chosen. */
const ORDER = [
  "warnings",
  "trails",
  "glow",
  "clusters",
  "reports",
  "late",
  "brigade",
  "brigades",
  "counts",
  "names",
  "chosen",
];

export class LayerStack {
  private readonly layers = new Map<string, Layer[]>();

  /** Gives back whether there is anything new to draw. */
  put(name: string, layers: Layer[]): boolean {
    // Nothing instead of nothing: deck.gl would look through all of its columns again.
    const before = this.layers.get(name);
    if (before?.length === layers.length && ![...before, ...layers].some(hasData)) return false;
    this.layers.set(name, layers);
    return true;
  }

  shown(hidden: ReadonlySet<string>): Layer[] {
    return ORDER.flatMap((name) => (hidden.has(name) ? [] : (this.layers.get(name) ?? [])));
  }

  /**
   * Of those shown what the first picture needs. A layer without data would only compile its shaders, which is most of the work of a
   * first picture where the processor draws. Not the reports, which are what it waits for, even if there are none.
   */
  first(hidden: ReadonlySet<string>): Layer[] {
    return this.shown(hidden).filter((layer) => layer.id === "reports" || hasData(layer));
  }
}

export function hasData({ props }: Layer): boolean {
  return (props.data as { length: number }).length > 0;
}

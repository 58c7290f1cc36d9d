/** What all text on the map has in common. */
import { type Colours, rgba } from "../colours.ts";
import { FlatLetters } from "./flat-projection.ts";

/** Latin letters with accents, digits and signs: drawn once, in the page's own font. */
const characterSet = [
  ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)),
  ...Array.from({ length: 96 }, (_, i) => String.fromCharCode(160 + i)),
  ..."–—‘’“”…·−ŒœŠšŽž",
];

export function labelProps(colours: Colours, scale: number) {
  return {
    fontFamily: '"Inter Variable", sans-serif',
    fontWeight: 600,
    // Twice as fine on a 4K wall, where the same letters are drawn twice as large.
    fontSettings: { sdf: true, fontSize: scale > 1.4 ? 64 : 48, buffer: 8, radius: 14, cutoff: 0.2 },
    characterSet,
    outlineColor: rgba(colours.land, 0.92),
    outlineWidth: 4,
    getTextAnchor: "middle",
    getAlignmentBaseline: "center",
    pickable: false,
    _subLayerProps: { characters: { type: FlatLetters } },
  } as const;
}

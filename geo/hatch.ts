/** Parallels across an area, for maps that may not tell areas apart by colour alone. */
import { boundsOf, crossingLon, type Polygonal, ringsOf } from "./boundary.ts";

/** Stretches inside the area along so many parallels, evenly from its south to its north. */
export function hatch(area: Polygonal, lines: number): [number, number][][] {
  const [, south, , north] = boundsOf(area);
  const stretches: [number, number][][] = [];
  for (let i = 0; i < lines; i++) {
    const lat = south + ((i + 0.5) / lines) * (north - south);
    const crossings: number[] = [];
    for (const ring of ringsOf(area))
      for (let j = 1; j < ring.length; j++) {
        const a = ring[j - 1];
        const b = ring[j];
        if (a && b && a[1] > lat !== b[1] > lat) crossings.push(crossingLon(a, b, lat));
      }
    crossings.sort((a, b) => a - b);
    for (let j = 1; j < crossings.length; j += 2)
      stretches.push([
        [crossings[j - 1] ?? 0, lat],
        [crossings[j] ?? 0, lat],
      ]);
  }
  return stretches;
}

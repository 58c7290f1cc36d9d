/** Where marks are drawn, against the true Mercator projection. */
import { WebMercatorViewport } from "@deck.gl/core";
import { expect, test } from "vitest";
import { uniformsOf } from "../../client/map/layers/flat-projection.ts";

const WALL = { width: 3840, height: 2160, longitude: -100.3673, latitude: 25.6512 };

/** As the shader does it, px. */
function drawn(viewport: WebMercatorViewport, [lon, lat]: [number, number]): [number, number] {
  const told = uniformsOf({ viewport }) as Record<string, number[]>;
  const { origin = [], perDegree = [], perDegree2 = [], center = [], viewProjectionMatrix: m = [] } = told;
  const at = (list: readonly number[], i: number) => list[i] ?? Number.NaN;
  const [east, north] = [lon - at(origin, 0), lat - at(origin, 1)];
  const x = east * (at(perDegree, 0) + at(perDegree2, 0) * north);
  const y = north * (at(perDegree, 1) + at(perDegree2, 1) * north);
  const clip = (row: number) => at(m, row) * x + at(m, 4 + row) * y + at(m, 12 + row) + at(center, row);
  const w = clip(3);
  return [((clip(0) / w + 1) / 2) * WALL.width, ((1 - clip(1) / w) / 2) * WALL.height];
}

test.each([8, 11.99, 12, 15, 19])(
  "at zoom %d a mark is where it belongs, up to the corners of a 4K wall",
  (zoom) => {
    const viewport = new WebMercatorViewport({ ...WALL, zoom });
    for (const [x, y] of [
      [0, 0],
      [3840, 0],
      [0, 2160],
      [1920, 1080],
      [960, 1900],
    ] as const) {
      const [lon = 0, lat = 0] = viewport.unproject([x, y]);
      const [left, top] = drawn(viewport, [lon, lat]);
      expect(Math.hypot(left - x, top - y)).toBeLessThan(0.6);
    }
  },
);

/** Where marks are drawn, against the true Mercator projection. */
import { WebMercatorViewport } from "@deck.gl/core";
import { expect, test } from "vitest";
import { uniformsOf } from "../../client/map/layers/flat-projection.ts";

const SAN_PEDRO = { longitude: -100.3673, latitude: 25.6512 };
const wide = { width: 3840, height: 2160 };
const high = { width: 2160, height: 3840 };

/** As the shader does it, with a place in the two parts in which its attributes have it; px. */
function drawn(viewport: WebMercatorViewport, [lon, lat]: readonly [number, number]): [number, number] {
  const told = uniformsOf({ viewport }) as Record<string, number[]>;
  const { origin = [], perDegree = [], perDegree2 = [], center = [], viewProjectionMatrix: m = [] } = told;
  const at = (list: readonly number[], i: number) => list[i] ?? Number.NaN;
  const common = (axis: number, degrees: number) => {
    const coarse = Math.fround(degrees) - at(origin, axis);
    const north = Math.fround(lat) - at(origin, 1);
    const unit = at(perDegree, axis);
    return coarse * (unit + at(perDegree2, axis) * north) + (degrees - Math.fround(degrees)) * unit;
  };
  const [x, y] = [common(0, lon), common(1, lat)];
  const clip = (row: number) => at(m, row) * x + at(m, 4 + row) * y + at(m, 12 + row) + at(center, row);
  const w = clip(3);
  return [((clip(0) / w + 1) / 2) * viewport.width, ((1 - clip(1) / w) / 2) * viewport.height];
}

test.each([
  ["a 4K wall", wide, 8, 0.6],
  ["a 4K wall", wide, 10, 0.05],
  ["a 4K wall", wide, 11.99, 0.01],
  ["a 4K wall", wide, 12, 0.01],
  ["a 4K wall", wide, 19, 0.01],
  ["a 4K wall that stands on end", high, 8, 3.3],
  ["a 4K wall that stands on end", high, 12, 0.02],
])(
  "up to the corners of %s (%o) at zoom %d a mark is where it belongs, but for %d px",
  (_, size, zoom, px) => {
    const viewport = new WebMercatorViewport({ ...SAN_PEDRO, ...size, zoom });
    const { width, height } = size;
    for (const [x, y] of [
      [0, 0],
      [width, 0],
      [0, height],
      [width / 2, height / 2],
      [width / 4, 0.9 * height],
    ] as const) {
      const [lon = 0, lat = 0] = viewport.unproject([x, y]);
      const [left, top] = drawn(viewport, [lon, lat]);
      expect(Math.hypot(left - x, top - y)).toBeLessThan(px);
    }
  },
);

test("a metre is as long as it is there, for the circles of doubt", () => {
  const viewport = new WebMercatorViewport({ ...SAN_PEDRO, ...wide, zoom: 15 });
  const told = uniformsOf({ viewport }) as { perMetre: number[]; scale: number };
  // 512 px a tile, and the equator's metre stretched by the latitude.
  const metre = (512 * 2 ** 15) / 40_075_016.7 / Math.cos((SAN_PEDRO.latitude * Math.PI) / 180);
  expect((told.perMetre[2] ?? 0) * told.scale).toBeCloseTo(metre, 2);
});

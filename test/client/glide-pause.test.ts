import { expect, test } from "vitest";
import { GLIDE_EVERY, glidePause, RENEW_EVERY } from "../../client/map/glide-pause.ts";

const view = (zoom: number) => ({ zoom, scale: 1 });
/** px that a degree of longitude is wide on the map. */
const degree = (zoom: number) => (512 * 2 ** zoom) / 360;

test("no brigade moves by more than 0.35 px from picture to picture while fewer than 30 a second are drawn", () => {
  for (const zoom of [9, 11, 12.6, 14, 16])
    for (const fastest of [1e-5, 1e-4, 3e-4, 1e-3, 3e-3]) {
      const pause = glidePause({ fastest, turning: 0 }, view(zoom));
      if (pause > GLIDE_EVERY) expect((pause / 1000) * fastest * degree(zoom)).toBeLessThanOrEqual(0.35);
    }
});

test("a brigade that turns where it stands turns its tip by no more than a pixel", () => {
  const pause = glidePause({ fastest: 0, turning: 0.8 }, view(12));
  expect(pause).toBeGreaterThan(GLIDE_EVERY);
  expect((pause / 1000) * 0.8 * 9).toBeLessThanOrEqual(1);
});

test("what moves fast gets 30 pictures a second, and what hardly moves four", () => {
  expect(glidePause({ fastest: 1, turning: 0 }, view(16))).toBe(GLIDE_EVERY);
  expect(glidePause({ fastest: 0, turning: 0 }, view(12))).toBe(RENEW_EVERY);
});

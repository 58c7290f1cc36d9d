/**
 * How long a picture of gliding brigades may stand. A step of a third of a pixel is less than the eye tells from the smoothing of
 * an edge, so slower brigades are as smooth with fewer pictures; faster ones get as many as film does, which is enough for what
 * crosses no more than a tenth of its own length in between.
 */
import { arrowRadius, type BrigadeView } from "./layers/brigades.ts";

/** ms: 30 pictures a second. */
export const GLIDE_EVERY = 33;
/** Fading needs no more than a few, and so does whatever a frame brings: four a second. */
export const RENEW_EVERY = 240;
const STEP_PX = 0.35;
/** Of the tip of an arrow that turns. */
const TURN_PX = 1;

/** ms. Of all that glide: `fastest`, degrees a second; `turning`, radians a second. */
export function glidePause(
  { fastest, turning }: { fastest: number; turning: number },
  { zoom, scale }: Pick<BrigadeView, "zoom" | "scale">,
): number {
  // At the zoom of a desk; a degree of latitude is a little more than one of longitude.
  const pixels = (512 * 2 ** zoom * scale * 1.1) / 360;
  const step = STEP_PX / (fastest * pixels);
  const turn = TURN_PX / (turning * arrowRadius(zoom) * scale);
  return Math.min(RENEW_EVERY, Math.max(GLIDE_EVERY, 1000 * Math.min(step, turn)));
}

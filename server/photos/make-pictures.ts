/** Makes a picture anew out of whatever was sent: only what the eye sees of it gets through. */
import sharp, { type Sharp } from "sharp";
import { Refusal } from "#contract/problem";
import type { PhotoSize } from "./photo-files.ts";

/** Longest side, pixels. */
const LONGEST = { full: 2048, thumb: 320 } as const satisfies Record<PhotoSize, number>;
/** A telephone's photo has up to some 50 million; a file of a few hundred bytes can claim a thousand times that. */
const MOST_PIXELS = 64_000_000;
const SECONDS = 15;
/** At a time in this process: each may take 200 MB for a moment, and both processors. */
const AT_ONCE = 2;
const WAITING_LIMIT = 24;

/** Formats that are taken, by their media type, with the bytes that one begins with. */
const formats: Record<string, (bytes: Buffer) => boolean> = {
  "image/jpeg": (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  "image/png": (bytes) => bytes.subarray(0, 8).equals(Buffer.from("\x89PNG\r\n\x1a\n", "latin1")),
  "image/webp": (bytes) =>
    bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP",
};
export const imageTypes: readonly string[] = Object.keys(formats);

// No reader of anything else is ever run: the library knows SVG, PDF, TIFF and a dozen more.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["VipsForeignLoadJpegBuffer", "VipsForeignLoadPngBuffer", "VipsForeignLoadWebpBuffer"],
});
sharp.cache(false);

export interface Pictures {
  full: Buffer;
  thumb: Buffer;
  width: number;
  height: number;
}

/**
 * WebP of at most 2048 pixels and one of 320, upright, without any of the file's metadata: no place, no time, no camera.
 * Refuses `unfit-image` for what is no such image, is cut short, or has too many pixels; `busy` when too many wait.
 */
export async function makePictures(bytes: Buffer, mediaType: string): Promise<Pictures> {
  if (!formats[mediaType]?.(bytes)) throw unfit(`it is not what its Content-Type says, ${mediaType}`);
  return inTurn(async () => {
    const image = sharp(bytes, { failOn: "error", limitInputPixels: MOST_PIXELS, pages: 1 });
    try {
      const { width, height } = await image.metadata();
      if (width * height > MOST_PIXELS)
        throw unfit(`it has ${width} × ${height} pixels; at most ${MOST_PIXELS / 1e6} million are taken`);
      const full = await drawn(image.autoOrient(), LONGEST.full);
      const thumb = await drawn(sharp(full.data), LONGEST.thumb);
      return { full: full.data, thumb: thumb.data, width: full.info.width, height: full.info.height };
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw unfit(whyNot(error));
    }
  });
}

/** Metadata is left out unless it is asked for, and colours become sRGB. */
function drawn(image: Sharp, longest: number) {
  return image
    .resize({ width: longest, height: longest, fit: "inside", withoutEnlargement: true })
    .webp({ quality: 80 })
    .timeout({ seconds: SECONDS })
    .toBuffer({ resolveWithObject: true });
}

/** In our words: the library's speak of its innards. */
function whyNot(error: unknown): string {
  const said = error instanceof Error ? error.message : "";
  if (/pixel limit/i.test(said))
    return `it has too many pixels; at most ${MOST_PIXELS / 1e6} million are taken`;
  if (/timeout/i.test(said)) return `it took more than ${SECONDS} s to read`;
  return "it cannot be read as an image, or is cut short";
}

function unfit(why: string): Refusal {
  return new Refusal("unfit-image", `body: ${why}`);
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING_LIMIT)
      throw new Refusal("busy", "photos: too many are being read; send it again in a moment");
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  try {
    return await work();
  } finally {
    // Whoever waits takes this place over.
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

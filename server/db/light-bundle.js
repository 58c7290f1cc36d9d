// PostGIS brings raster, topology and a geocoder, which no city here uses; compiling them was half of the work of each
// start (6.7 s of processor time with them, 3.8 s without). What is used is taken out once and kept. Plain JavaScript, as
// the thread that uses it.
// @ts-check
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { threadId } from "node:worker_threads";
import { constants, crc32, gunzipSync, gzipSync } from "node:zlib";

/** The library, its control file and scripts, and the reference systems for what is measured in metres. */
const USED =
  /^(lib\/postgresql\/postgis-3\.so|share\/proj\/.*|share\/postgresql\/extension\/postgis(\.control|--[\d.]+\.sql))$/;

/**
 * The extension with its bundle replaced by a lighter one, which lies in `folder`.
 * @param {import("@electric-sql/pglite").Extension} extension
 * @param {string} folder
 * @returns {import("@electric-sql/pglite").Extension}
 */
export function lighter(extension, folder) {
  return {
    ...extension,
    async setup(...parts) {
      const setup = await extension.setup(...parts);
      if (!setup.bundlePath) return setup;
      return { ...setup, bundlePath: pathToFileURL(keptIn(folder, setup.bundlePath)) };
    },
  };
}

/**
 * @param {string} folder
 * @param {URL} whole
 */
function keptIn(folder, whole) {
  const bytes = readFileSync(whole);
  // Named by what it was made from: another version of the package is another file.
  const path = join(folder, `postgis-${crc32(bytes).toString(16)}.tar.gz`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const unfinished = `${path}.${process.pid}-${threadId}`;
  const light = gzipSync(usedOf(gunzipSync(bytes)), { level: constants.Z_BEST_SPEED });
  writeFileSync(unfinished, light, { flush: true });
  renameSync(unfinished, path);
  return path;
}

const BLOCK = 512;

/**
 * The entries of a tar that are used: each a header of one block, and its bytes in whole blocks.
 * @param {Buffer} tar
 */
function usedOf(tar) {
  const parts = [];
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const name = textAt(tar, at, 100);
    const size = Number.parseInt(textAt(tar, at + 124, 12), 8);
    const end = at + BLOCK * (1 + Math.ceil(size / BLOCK));
    if (USED.test(name)) parts.push(tar.subarray(at, end));
    at = end;
  }
  if (parts.length === 0) throw new Error("the bundle of PostGIS holds nothing that is known");
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

/**
 * @param {Buffer} tar
 * @param {number} at
 * @param {number} length
 */
function textAt(tar, at, length) {
  return tar.toString("latin1", at, at + length).split("\0", 1)[0] ?? "";
}

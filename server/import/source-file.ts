/** The file that is imported: what it is, and its text in pieces. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { PassThrough, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { showPath } from "../city/json-file.ts";
import { ImportError } from "./import-error.ts";

export interface SourceFile {
  path: string;
  shownAs: string;
  /** Bytes as they lie on the disk. */
  size: number;
  /** Of size and content at both ends: enough to tell whether it is the file of the last time. */
  fingerprint: string;
  gzip: boolean;
}

/** Read for the fingerprint, at each end. */
const HEAD = 1_048_576;
const TAIL = 65_536;
const PIECE = 65_536;

/** Looks at the file. Throws ImportError when there is nothing in it that could be read. */
export async function inspectFile(path: string): Promise<SourceFile> {
  const shownAs = showPath(path);
  const file = await openFile(path, shownAs);
  try {
    const stat = await file.stat();
    if (!stat.isFile())
      throw new ImportError(`${shownAs}: is not a file${stat.isDirectory() ? " but a folder" : ""}`);
    if (stat.size === 0) throw new ImportError(`${shownAs}: is empty`);
    const head = await readAt(file, 0, Math.min(HEAD, stat.size));
    const tail = await readAt(file, Math.max(0, stat.size - TAIL), Math.min(TAIL, stat.size));
    if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04)
      throw new ImportError(`${shownAs}: is a zip archive; unpack it first (plain or gzip is read)`);
    const fingerprint = createHash("sha256").update(`${stat.size} `).update(head).update(tail).digest("hex");
    return { path, shownAs, size: stat.size, fingerprint, gzip: head[0] === 0x1f && head[1] === 0x8b };
  } finally {
    await file.close();
  }
}

async function openFile(path: string, shownAs: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new ImportError(
      `${shownAs}: ${code === "ENOENT" ? "file is missing" : `cannot be read (${code})`}`,
    );
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/**
 * The text of the file in pieces, unpacked and decoded; a byte order mark overrules `encoding` and is left out.
 * `onBytes` is told how much of the file has been read. Throws ImportError when the packed data are damaged.
 */
export async function* textOf(
  file: SourceFile,
  encoding: string,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<string> {
  const raw = createReadStream(file.path, { highWaterMark: PIECE });
  const bytes = pipeline(raw, file.gzip ? createGunzip({ chunkSize: PIECE }) : new PassThrough(), () => {});
  let decoder: TextDecoder | undefined;
  try {
    for await (const piece of bytes as AsyncIterable<Uint8Array>) {
      onBytes(raw.bytesRead);
      decoder ??= new TextDecoder(markedEncoding(piece) ?? encoding);
      yield decoder.decode(piece, { stream: true });
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "Z_BUF_ERROR")
      throw new ImportError(`${file.shownAs}: the packed data break off in the middle`);
    if (code.startsWith("Z_"))
      throw new ImportError(`${file.shownAs}: the packed data are damaged (${code})`);
    if (code.startsWith("E")) throw new ImportError(`${file.shownAs}: cannot be read (${code})`);
    throw error;
  } finally {
    raw.destroy();
  }
  yield decoder?.decode() ?? "";
}

function markedEncoding(piece: Uint8Array): string | undefined {
  if (piece[0] === 0xff && piece[1] === 0xfe) return "utf-16le";
  if (piece[0] === 0xfe && piece[1] === 0xff) return "utf-16be";
  if (piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf) return "utf-8";
  return undefined;
}

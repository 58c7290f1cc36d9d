/** Photos as files: named by chance, written whole or not at all. Nothing in a name comes from whoever sent it. */
import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

export const photoSizes = ["full", "thumb"] as const;
export type PhotoSize = (typeof photoSizes)[number];

/** 128 random bits in digits that every file system tells apart. */
export function newPhotoId(): string {
  return randomBytes(16).toString("hex");
}

export function isPhotoId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

const isMissing = (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT";

export class PhotoFiles {
  private readonly given: string | undefined;

  constructor(folder: string | undefined) {
    this.given = folder;
  }

  private get folder(): string {
    if (this.given === undefined) throw new Error("this program was not told where photos lie");
    return this.given;
  }

  /** Resolves when both pictures are on the disk under their names. Half a photo is never seen, and never left. */
  async write(id: string, pictures: Record<PhotoSize, Buffer>): Promise<void> {
    const unfinished = join(this.folder, "unfinished");
    const shelf = this.shelfOf(id);
    await mkdir(unfinished, { recursive: true });
    await mkdir(shelf, { recursive: true });
    const begun: string[] = [];
    try {
      for (const size of photoSizes) {
        const path = join(unfinished, nameOf(id, size));
        begun.push(path);
        const file = await open(path, "wx", 0o600);
        try {
          await file.writeFile(pictures[size]);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(path, join(shelf, nameOf(id, size)));
      }
      await syncFolder(shelf);
    } catch (error) {
      await Promise.all(begun.map((path) => rm(path, { force: true })));
      await this.remove(id);
      throw error;
    }
  }

  /** Undefined when there is no such file. */
  async read(id: string, size: PhotoSize): Promise<Buffer | undefined> {
    try {
      return await readFile(join(this.shelfOf(id), nameOf(id, size)));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(id: string): Promise<void> {
    for (const size of photoSizes) await rm(join(this.shelfOf(id), nameOf(id, size)), { force: true });
  }

  /** Numbers of the photos on a shelf whose files are older than `before`, ms; shelf by shelf. */
  async *olderThan(before: number): AsyncGenerator<string[]> {
    for (const shelf of await entriesOf(this.folder)) {
      if (!/^[0-9a-f]{2}$/.test(shelf)) continue;
      const ids = new Set<string>();
      for (const name of await entriesOf(join(this.folder, shelf))) {
        const id = name.split(".")[0] ?? "";
        if (isPhotoId(id) && (await isOlder(join(this.folder, shelf, name), before))) ids.add(id);
      }
      if (ids.size > 0) yield [...ids];
    }
  }

  /** Removes what was begun before `before` and never finished: the process died over it. */
  async removeUnfinished(before: number): Promise<number> {
    const folder = join(this.folder, "unfinished");
    let removed = 0;
    for (const name of await entriesOf(folder)) {
      if (!(await isOlder(join(folder, name), before))) continue;
      await rm(join(folder, name), { force: true });
      removed++;
    }
    return removed;
  }

  /** 256 folders, so that none of them holds a hundred thousand files. */
  private shelfOf(id: string): string {
    if (!isPhotoId(id)) throw new Error("a photo's file is asked for by what is no number of one");
    return join(this.folder, id.slice(0, 2));
  }
}

const nameOf = (id: string, size: PhotoSize) => `${id}.${size}.webp`;

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function isOlder(path: string, before: number): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs < before;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** A name is on the disk when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

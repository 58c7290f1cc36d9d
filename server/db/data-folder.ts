/** The data folder: one process at a time, and only one that understands what is in it. */
import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

/** Why the folder cannot be used; the message is one line for the person who started the program. */
export class DataFolderError extends Error {}

/** Goes up when an older program must not open the folder (another PostgreSQL inside, say). */
const FORMAT = "1";

export interface DataFolder {
  path: string;
  databaseFolder: string;
  /** Where the embedded database listens while this process holds the folder. */
  socketFolder: string;
  release(): void;
}

const Holder = z.object({
  pid: z.number().int().min(1),
  /** Start of that process in clock ticks since boot, where the system tells it: a pid alone may be another's by now. */
  started: z.string().nullable(),
});
type Holder = z.infer<typeof Holder>;

/**
 * Takes the folder for this process. A holder that was killed is noticed and replaced.
 * @throws DataFolderError when another process has it, when another version made it, or when it cannot be written
 */
export function takeDataFolder(path: string): DataFolder {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new DataFolderError(`DATA_DIR: ${path} cannot be made (${(error as NodeJS.ErrnoException).code})`);
  }
  const lock = join(path, "lock.json");
  const me: Holder = { pid: process.pid, started: startOf(process.pid) };
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(lock, JSON.stringify(me), { flag: "wx" });
      break;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== "EEXIST" || attempt > 2)
        throw new DataFolderError(`DATA_DIR: ${path} cannot be written (${code})`);
      const text = readLock(lock);
      const holder = text === undefined ? undefined : livingHolder(text);
      if (holder) throw new DataFolderError(`DATA_DIR: ${path} is in use by process ${holder.pid}`);
      if (text !== undefined) removeStale(lock, text);
    }
  }
  const release = () => {
    process.off("exit", release);
    rmSync(lock, { force: true });
  };
  process.on("exit", release);
  try {
    checkFormat(path);
  } catch (error) {
    release();
    throw error;
  }
  const socketFolder = socketFolderOf(path);
  mkdirSync(socketFolder, { recursive: true, mode: 0o700 });
  if (!isOursAlone(socketFolder)) {
    release();
    throw new DataFolderError(
      `DATA_DIR: ${socketFolder}, where its database would listen, belongs to somebody else`,
    );
  }
  return { path, databaseFolder: join(path, "database"), socketFolder, release };
}

/**
 * Makes sure that a database that was killed while it was first being made is made anew: it has never been served, and
 * PostgreSQL would not start on half of it. Gives back what says that it is whole.
 */
export function beginDatabase({ path, databaseFolder }: DataFolder): () => void {
  const mark = join(path, "database.unfinished");
  if (existsSync(mark)) rmSync(databaseFolder, { recursive: true, force: true });
  if (!existsSync(join(databaseFolder, "PG_VERSION"))) writeFileSync(mark, "");
  return () => rmSync(mark, { force: true });
}

/** The live process that holds the folder, if there is one. */
export function holderOf(path: string): Holder | undefined {
  const text = readLock(join(path, "lock.json"));
  return text === undefined ? undefined : livingHolder(text);
}

const WRITING_MS = 20;

/** What the lock says; one that is empty may be about to be written, so it is looked at again for a moment. */
function readLock(lock: string): string | undefined {
  for (let look = 0; ; look++) {
    try {
      const text = readFileSync(lock, "utf8");
      if (text !== "" || look === 5) return text;
    } catch {
      return undefined;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WRITING_MS);
  }
}

function livingHolder(text: string): Holder | undefined {
  const holder = parseHolder(text);
  if (!holder) return undefined;
  // In a container that was killed, the next start often has the same pid: then the holder was an earlier self.
  if (holder.pid === process.pid && holder.started !== startOf(process.pid)) return undefined;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return undefined;
  }
  return holder.started !== startOf(holder.pid) ? undefined : holder;
}

/** A lock that a killed process left half written says nothing. */
function parseHolder(text: string): Holder | undefined {
  try {
    return Holder.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Takes a dead process's lock away, unless another start was faster and this one is already its own. */
function removeStale(lock: string, stale: string): void {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (readFileSync(aside, "utf8") === stale) rmSync(aside);
    else renameSync(aside, lock);
  } catch {
    // It is gone: somebody else removed it.
  }
}

/** Unix socket paths may have some 100 characters only, so it lies in the system's folder for temporary files. */
export function socketFolderOf(path: string): string {
  const name = createHash("sha256").update(realpathSync(path)).digest("hex").slice(0, 16);
  return join(tmpdir(), `cuadrilla-${name}`);
}

function checkFormat(path: string): void {
  const file = join(path, "FORMAT");
  let found: string | undefined;
  try {
    found = readFileSync(file, "utf8").trim();
  } catch {
    writeFileSync(file, `${FORMAT}\n`);
  }
  if (found !== undefined && found !== FORMAT)
    throw new DataFolderError(
      `DATA_DIR: ${path} was made by another version of Cuadrilla (format ${found}, this one reads ${FORMAT})`,
    );
}

function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

/** Whoever could enter the folder of the socket would be a superuser of the city's database. */
function isOursAlone(folder: string): boolean {
  const found = lstatSync(folder);
  // Windows has no such owner; its sockets are the user's own.
  const me = process.getuid?.() ?? found.uid;
  return found.isDirectory() && found.uid === me && (found.mode & 0o077) === 0;
}

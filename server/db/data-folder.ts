/** The data folder: one process at a time, and only one that understands what is in it. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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

interface Holder {
  pid: number;
  /** Start of that process in clock ticks since boot, where the system tells it: a pid alone may be another's by now. */
  started: string | null;
}

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
      const holder = holderOf(path);
      if (holder) throw new DataFolderError(`DATA_DIR: ${path} is in use by process ${holder.pid}`);
      rmSync(lock, { force: true });
    }
  }
  const release = () => rmSync(lock, { force: true });
  try {
    checkFormat(path);
  } catch (error) {
    release();
    throw error;
  }
  const socketFolder = socketFolderOf(path);
  mkdirSync(socketFolder, { recursive: true, mode: 0o700 });
  return { path, databaseFolder: join(path, "database"), socketFolder, release };
}

/** The live process that holds the folder, if there is one. */
export function holderOf(path: string): Holder | undefined {
  let holder: Holder;
  try {
    holder = JSON.parse(readFileSync(join(path, "lock.json"), "utf8")) as Holder;
  } catch {
    return undefined;
  }
  // In a container that was killed, the next start often has the same pid: then the holder was an earlier self.
  if (holder.pid === process.pid && holder.started !== startOf(process.pid)) return undefined;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return undefined;
  }
  return holder.started !== startOf(holder.pid) ? undefined : holder;
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

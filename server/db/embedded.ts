/** PostgreSQL and PostGIS without a server: in a worker thread, over the same wire and driver as the real one. */
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type Database, openPool } from "./database.ts";

export interface EmbeddedDatabase extends Database {
  /** The whole data folder as a gzipped tar, for templates. */
  dump(): Promise<Uint8Array>;
}

export interface EmbeddedOptions {
  /** Where the data live, or undefined for memory. */
  folder: string | undefined;
  socketFolder: string;
  /** Where the lighter PostGIS is kept once it has been made; without it the whole one is loaded each time. */
  bundleFolder?: string;
  /** Data to start from when the folder is empty. */
  template?: Uint8Array;
  onError: (error: Error) => void;
}

const STOP_LIMIT_MS = 10_000;

export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  // The name that libpq, and so `pg`, expects in a socket folder.
  const socketPath = join(options.socketFolder, ".s.PGSQL.5432");
  rmSync(socketPath, { force: true });
  const worker = new Worker(new URL("./embedded.worker.js", import.meta.url), {
    workerData: {
      folder: options.folder ?? "memory://",
      socketPath,
      template: options.template,
      bundleFolder: options.bundleFolder,
    },
  });
  await firstMessage(worker, "ready");
  worker.on("error", options.onError);
  let ended = false;
  let closing = false;
  worker.on("exit", (code) => {
    ended = true;
    if (!closing) options.onError(new Error(`the embedded database ended by itself, with code ${code}`));
  });
  const db = connectEmbedded(options.socketFolder, options.onError);
  return {
    ...db,
    async dump() {
      worker.postMessage({ kind: "dump" });
      const { bytes } = (await firstMessage(worker, "dump")) as { bytes: Uint8Array };
      return bytes;
    },
    async close() {
      closing = true;
      await db.close();
      if (ended) return;
      const stopped = once(worker, "exit");
      worker.postMessage({ kind: "stop" });
      const limit = setTimeout(() => void worker.terminate(), STOP_LIMIT_MS);
      await stopped;
      clearTimeout(limit);
    },
  };
}

/** A database that another thread or process serves on the socket in this folder. */
export function connectEmbedded(socketFolder: string, onError: (error: Error) => void): Database {
  return openPool({
    kind: "embedded",
    connection: { host: socketFolder, port: 5432, user: "postgres", database: "postgres" },
    onError,
  });
}

function firstMessage(worker: Worker, kind: string): Promise<object> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      worker.off("message", onMessage);
      worker.off("error", onError);
      worker.off("exit", onExit);
      settle();
    };
    const onMessage = (message: { kind: string }) => {
      if (message.kind === kind) done(() => resolve(message));
    };
    const onError = (error: Error) => done(() => reject(error));
    const onExit = (code: number) =>
      done(() => reject(new Error(`the embedded database ended with code ${code}`)));
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.on("exit", onExit);
  });
}

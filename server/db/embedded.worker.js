// The embedded PostgreSQL in a thread of its own, so that WASM never holds up the event loop. Plain JavaScript, because
// a worker thread starts without the TypeScript loader. It serves the wire protocol on a Unix socket: `pg` is the only
// driver, and command-line programs reach a running server's database the same way.
// @ts-check

import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { postgis } from "@electric-sql/pglite-postgis";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

if (!parentPort) throw new Error("embedded.worker.js runs as a worker thread");
const port = parentPort;
const { folder, socketPath, template } = workerData;

const db = await PGlite.create({
  dataDir: folder,
  extensions: { postgis },
  ...(template && { loadDataDir: new Blob([template]) }),
});
const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections: 64 });
await server.start();
port.postMessage({ kind: "ready" });

port.on("message", async (message) => {
  if (message.kind === "dump") {
    const file = await db.dumpDataDir("gzip");
    const bytes = new Uint8Array(await file.arrayBuffer());
    port.postMessage({ kind: "dump", bytes }, [bytes.buffer]);
  }
  if (message.kind === "stop") {
    await server.stop();
    await db.close();
    port.postMessage({ kind: "stopped" });
    port.close();
  }
});

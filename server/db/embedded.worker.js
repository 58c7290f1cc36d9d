// The embedded PostgreSQL in a thread of its own, so that WASM never holds up the event loop. Plain JavaScript, because
// a worker thread starts without the TypeScript loader. It speaks the wire protocol on a Unix socket: `pg` is the only
// driver, and command-line programs reach a running server's database the same way.
// @ts-check
import { once } from "node:events";
import { createServer } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { postgis } from "@electric-sql/pglite-postgis";
import { lighter } from "./light-bundle.js";
import { wireTurns } from "./wire-turns.js";

if (!parentPort) throw new Error("embedded.worker.js runs as a worker thread");
const port = parentPort;
const { folder, socketPath, template, bundleFolder } = workerData;

const db = await PGlite.create({
  dataDir: folder,
  extensions: { postgis: bundleFolder === undefined ? postgis : lighter(postgis, bundleFolder) },
  ...(template && { loadDataDir: new Blob([template]) }),
});
/** @type {Set<import("node:net").Socket>} */
const clients = new Set();
const serve = wireTurns({
  run: (message, onData) => db.runExclusive(() => db.execProtocolRawStream(message, { onRawData: onData })),
  isInTransaction: () => db.isInTransaction(),
  rollback: async () => {
    await db.exec("ROLLBACK");
  },
});
const server = createServer((socket) => {
  clients.add(socket);
  socket.on("close", () => clients.delete(socket));
  serve(socket);
});
server.listen(socketPath);
await once(server, "listening");
port.postMessage({ kind: "ready" });

port.on("message", async (message) => {
  if (message.kind === "dump") {
    const file = await db.dumpDataDir("gzip");
    const bytes = new Uint8Array(await file.arrayBuffer());
    port.postMessage({ kind: "dump", bytes }, [bytes.buffer]);
  }
  if (message.kind === "stop") {
    server.close();
    for (const socket of clients) socket.destroy();
    await db.close();
    port.postMessage({ kind: "stopped" });
    port.close();
  }
});

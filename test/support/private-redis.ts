/** A private Redis or Valkey: found on the machine, started empty on a free port, keeps nothing, gone when it is stopped. */
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { onPath, type Search } from "./find-program.ts";
import { freePort, privateFolder, startPrivate } from "./private-process.ts";

export interface RedisBinary {
  readonly command: string;
}

export interface Redis {
  readonly url: string;
  stop(): Promise<void>;
}

export function findRedis(): Search<RedisBinary> {
  const command = onPath("redis-server", "valkey-server");
  return command === undefined
    ? { missing: "Redis (no redis-server or valkey-server in PATH)" }
    : { found: { command } };
}

export async function startRedis({ command }: RedisBinary): Promise<Redis> {
  const password = randomBytes(16).toString("hex");
  const folder = privateFolder("redis");
  const port = await freePort();
  const settings = [
    "bind 127.0.0.1",
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${folder}`,
    'save ""',
    "appendonly no",
    "maxmemory-policy noeviction", // What BullMQ asks for: an evicted job is a lost job.
  ];
  const server = await startPrivate({
    command,
    args: ["-"], // Read from standard input: a password among the arguments could be seen by everybody.
    input: settings.join("\n"),
    folder,
    stopSignal: "SIGTERM",
    dropSignal: "SIGKILL",
    answers: () => ping(port, password),
  });
  return { url: `redis://:${password}@127.0.0.1:${port}`, stop: server.stop };
}

function ping(port: number, password: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`AUTH ${password}\r\nPING\r\nQUIT\r\n`));
    let answer = "";
    socket.setTimeout(5_000, () => socket.destroy(new Error("no answer to PING")));
    socket.on("data", (bytes) => {
      answer += bytes.toString();
    });
    socket.on("error", reject);
    socket.on("close", () =>
      answer.includes("+PONG") ? resolve() : reject(new Error(`answered ${answer}`)),
    );
  });
}

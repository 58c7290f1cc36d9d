/** Dashboards without a screen, as many as are asked for, and the phones whose pings they wait for. */
import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocket } from "ws";
import { decodeFrame } from "#contract/frame";
import { PROTOCOL } from "#contract/live";
import { answerAsked } from "../child.ts";

let dashboards: WebSocket[] = [];
let frames = 0;
let positions = 0;
let bytes = 0;
/** When the first ping of a brigade that a dashboard has not seen yet was sent, ms; one map for each dashboard that reads. */
let waits: Map<number, number>[] = [];
let latencies: number[] = [];
/** One dashboard in so many reads its frames; all of them get and count them. */
const READS_EVERY = 100;

const tasks = {
  async connect({ url, token, count }: { url: string; token: string | undefined; count: number }) {
    for (let i = 0; i < count; i += 50)
      dashboards.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(50, count - i) }, (_, j) =>
            token === undefined ? bare(url) : ours(url, token, i + j),
          ),
        )),
      );
  },
  /** What arrived in so many seconds. */
  async count({ seconds }: { seconds: number }) {
    [frames, positions, bytes] = [0, 0, 0];
    await delay(seconds * 1000);
    return { frames, positions, bytes };
  },
  async leave() {
    for (const socket of dashboards) socket.terminate();
    dashboards = [];
    waits = [];
    await delay(200);
  },
  /** Each device sends one ping a second, evenly spread; gives back the times until a dashboard had it, ms. */
  async ping({
    url,
    devices,
    seconds,
  }: {
    url: string;
    devices: { brigade: number; token: string }[];
    seconds: number;
  }) {
    const agent = new Agent({ keepAlive: true, maxSockets: 64 });
    let answered = 0;
    let failed = 0;
    const faults: Record<string, number> = {};
    const fail = (fault: string) => {
      failed++;
      faults[fault] = (faults[fault] ?? 0) + 1;
    };
    latencies = [];
    for (const waiting of waits) waiting.clear();
    const began = performance.now();
    const total = devices.length * seconds;
    for (let i = 0; i < total; ) {
      const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * devices.length));
      for (; i < due; i++) {
        const device = devices[i % devices.length];
        if (!device) continue;
        const at = performance.now();
        for (const waiting of waits) if (!waiting.has(device.brigade)) waiting.set(device.brigade, at);
        const lon = -100.4 + (i % 900) / 1e6 + (i % devices.length) / 1e5;
        const path = `/api/ingest/osmand?id=${device.token}&lat=25.65&lon=${lon}&timestamp=${Date.now()}&speed=9&bearing=90&accuracy=5&batt=70`;
        request(`${url}${path}`, { agent }, (response) => {
          if (response.statusCode === 200) answered++;
          else fail(`${response.statusCode}`);
          response.resume();
        })
          .on("error", (error) => fail(error.message))
          .end();
      }
      await delay(5);
    }
    await delay(1500);
    agent.destroy();
    const unseen = waits.reduce((sum, waiting) => sum + waiting.size, 0);
    return { answered, failed, faults, unseen, latencies: Float64Array.from(latencies) };
  },
};
export type CrowdTasks = typeof tasks;

/** A bare socket, which is sent to from the beginning. */
function bare(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url.replace("http", "ws"), { perMessageDeflate: false });
  socket.on("message", (data: Buffer) => take(data));
  return new Promise((resolve, reject) => {
    socket.on("open", () => resolve(socket));
    socket.on("error", reject);
  });
}

/** As socket.io's client does it over a websocket, by hand: a thousand real ones would not leave us the processor. */
function ours(url: string, token: string, index: number): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
    headers: { authorization: `Bearer ${token}` },
  });
  const waiting = index % READS_EVERY === 0 ? new Map<number, number>() : undefined;
  if (waiting) waits.push(waiting);
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (data: Buffer, binary: boolean) => {
      if (binary) {
        take(data);
        if (waiting) readFrame(data, waiting);
        return;
      }
      const text = data.toString();
      if (text === "2") socket.send("3");
      else if (text.startsWith("0")) socket.send(`40${JSON.stringify({ protocol: PROTOCOL, frames: true })}`);
      else if (text.startsWith('42["pulse"')) {
        const [, pulse] = JSON.parse(text.slice(2)) as [string, { log: string; cursor: number }];
        const from = { log: pulse.log, audience: "ops", cursor: pulse.cursor };
        if (socket.listenerCount("close") === 0) {
          socket.on("close", () => reject(new Error("a dashboard was cut off")));
          socket.send(`420${JSON.stringify(["subscribe", from])}`);
        }
      } else if (text.startsWith("430")) {
        if (text.includes('"ok":true')) resolve(socket);
        else reject(new Error(text));
      } else if (text.startsWith("44")) reject(new Error(text));
    });
  });
}

function take(data: Buffer): void {
  frames++;
  positions += data.readUInt16LE(2) + data.readUInt16LE(4);
  bytes += data.length;
}

function readFrame(data: Buffer, waiting: Map<number, number>): void {
  if (waiting.size === 0) return;
  const now = performance.now();
  for (const brigade of decodeFrame(data).brigade) {
    const at = waiting.get(brigade);
    if (at !== undefined) latencies.push(now - at);
    waiting.delete(brigade);
  }
}

answerAsked(tasks, async () => {
  for (const socket of dashboards) socket.terminate();
});

/** `ws` and nothing else: the same bytes to everybody who is connected, as often. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { encodeFrame, type Fix } from "#contract/frame";
import { answerAsked, cpuSeconds } from "../child.ts";

const http = createServer();
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
let feeding: NodeJS.Timeout | undefined;

const tasks = {
  start() {
    return new Promise<{ url: string }>((resolve) => {
      http.listen(0, "127.0.0.1", () =>
        resolve({ url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }),
      );
    });
  },
  feed({ brigades, hz }: { brigades: number[]; hz: number }) {
    const known = { speed: 8, heading: 90, accuracy: 8, battery: 0.7 };
    const fixes = brigades.map(
      (brigade, i): Fix => ({ brigade, lon: -100.44 + i / 1e4, lat: 25.59 + i / 1e4, at: 0, ...known }),
    );
    const bytes = encodeFrame(fixes, 1000, { box: [-100.445, 25.58, -100.3, 25.725] });
    feeding = setInterval(() => {
      for (const socket of sockets.clients) socket.send(bytes);
    }, 1000 / hz);
  },
  rest() {
    clearInterval(feeding);
  },
  cpu: cpuSeconds,
};
export type BareTasks = typeof tasks;

answerAsked(tasks, async () => {
  clearInterval(feeding);
  for (const socket of sockets.clients) socket.terminate();
  http.close();
});

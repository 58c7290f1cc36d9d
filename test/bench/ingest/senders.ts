/**
 * Senders over HTTP/1.1, as many connections as are asked for, each with one request under way. Written to the socket by hand: Node's
 * own client takes more of the machine than the servers that are measured.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { answerAsked } from "../child.ts";

interface Load {
  url: string;
  /** Requests, in turn; in a short one `{now}` becomes an instant in ms that rises by one with each. */
  requests: string[];
  connections: number;
  seconds: number;
  /** Requests a second, at even intervals; as fast as they are answered when undefined. */
  rate?: number | undefined;
  /** So many requests in all, instead of seconds. */
  each?: number | undefined;
}

/** Of one fix after another, over all loads: none is older than what its device has sent. */
let stamp = Date.now() - 20_000_000;

const tasks = { send };
export type SenderTasks = typeof tasks;

/** Statuses counted, requests a second, and each answer's time in ms; at a given rate from when it was due. */
async function send({ url, requests, connections, seconds, rate, each }: Load) {
  const { hostname, port } = new URL(url);
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(Number(port), hostname).setNoDelay();
      await once(socket, "connect");
      return new Line(socket);
    }),
  );
  const times: number[] = [];
  const statuses: Record<string, number> = {};
  let next = 0;
  const began = performance.now();
  const ends = began + seconds * 1000;
  const one = async (line: Line, from: number) => {
    const request = requests[next++ % requests.length] ?? "";
    stamp++;
    const status = await line.ask(request.length > 1000 ? request : request.replace("{now}", String(stamp)));
    times.push(performance.now() - from);
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  if (rate === undefined)
    await Promise.all(
      sockets.map(async (line) => {
        const goesOn = (now: number) => (each === undefined ? now < ends : next < each);
        for (let now = performance.now(); goesOn(now); now = performance.now()) await one(line, now);
      }),
    );
  else await atRate(rate, began, ends, sockets, one);
  const took = (performance.now() - began) / 1000;
  for (const line of sockets) line.close();
  return { rate: times.length / took, times: Float64Array.from(times), statuses };
}

/** What is due while all connections are busy waits for one, and its waiting counts. */
async function atRate(
  rate: number,
  began: number,
  ends: number,
  free: Line[],
  one: (line: Line, from: number) => Promise<void>,
): Promise<void> {
  const idle = [...free];
  const waiting: number[] = [];
  const under = new Set<Promise<void>>();
  const go = (line: Line, from: number) => {
    const answer = one(line, from).then(() => {
      under.delete(answer);
      const due = waiting.shift();
      if (due === undefined) idle.push(line);
      else go(line, due);
    });
    under.add(answer);
  };
  let sent = 0;
  for (let now = performance.now(); now < ends; now = performance.now()) {
    for (; sent < ((now - began) / 1000) * rate; sent++) {
      const due = began + (sent / rate) * 1000;
      const line = idle.pop();
      if (line) go(line, due);
      else waiting.push(due);
    }
    await delay(1);
  }
  while (under.size > 0) await Promise.all(under);
}

class Line {
  private readonly socket: Socket;
  private answered: ((status: string) => void) | undefined;
  private failed: ((error: Error) => void) | undefined;
  private heard = "";

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => this.hear(chunk));
    socket.on("close", () => this.failed?.(new Error("the server closed a connection")));
    socket.on("error", (error) => this.failed?.(error));
  }

  ask(request: string): Promise<string> {
    this.socket.write(request, "latin1");
    return new Promise((resolve, reject) => {
      this.answered = resolve;
      this.failed = reject;
    });
  }

  close(): void {
    this.failed = undefined;
    this.socket.destroy();
  }

  /** Answers are whole when their head and the length that it names are here, or the last piece of them. */
  private hear(chunk: string): void {
    this.heard += chunk;
    const head = this.heard.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.heard)?.[1];
    const whole =
      length === undefined
        ? !/\r\ntransfer-encoding: chunked/i.test(this.heard) || this.heard.endsWith("0\r\n\r\n")
        : this.heard.length >= head + 4 + Number(length);
    if (!whole) return;
    const status = this.heard.slice(9, 12);
    this.heard = "";
    this.answered?.(status);
  }
}

answerAsked(tasks);

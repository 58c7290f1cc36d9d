/**
 * The doors for trackers' own protocols. They stand before Express, whose layers would cost more than a ping does: one look at
 * a token that is remembered, and the lane.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { Refusal } from "#contract/problem";
import { type Protocol, protocols } from "#contract/trackers";
import { DeadLetters } from "../../pings/trackers/dead-letters.ts";
import { TrackerCounts } from "../../pings/trackers/tracker-counts.ts";
import { asRefusal } from "../as-refusal.ts";
import { addressBehind } from "../asker-address.ts";
import type { RouteContext } from "../route.ts";
import { osmandDoor } from "./osmand-door.ts";
import { owntracksDoor } from "./owntracks-door.ts";
import type { BodyRule } from "./read-body.ts";
import { traccarDoor } from "./traccar-door.ts";
import { BODY_RULE, type TrackerAnswer, type TrackerDoor } from "./tracker-call.ts";
import { Senders } from "./who-sends.ts";

export interface DoorOptions {
  /** The city once it can be served; before, what is being waited for. */
  city: () => { ready: RouteContext } | { waitingFor: string };
  trustProxy: number;
  logger: Logger;
  bodyRule?: Partial<BodyRule>;
}

const doors: Record<Protocol, TrackerDoor> = {
  osmand: osmandDoor,
  owntracks: owntracksDoor,
  traccar: traccarDoor,
};

const paths = new Map<string, Protocol>(protocols.map((protocol) => [`/api/ingest/${protocol}`, protocol]));

export class TrackerDoors {
  readonly counts = new TrackerCounts();
  private readonly options: DoorOptions;
  private readonly senders = new Senders();
  private readonly letters = new DeadLetters();
  private readonly bodyRule: BodyRule;

  constructor(options: DoorOptions) {
    this.options = options;
    this.bodyRule = { ...BODY_RULE, ...options.bodyRule };
  }

  /** Whether it is for one of these doors; then it will be answered. */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    const url = request.url ?? "";
    if (!url.startsWith("/api/ingest/")) return false;
    const end = url.indexOf("?");
    const protocol = paths.get((end < 0 ? url : url.slice(0, end)).replace(/\/$/, ""));
    if (protocol === undefined) return false;
    void this.answer(protocol, request, response, this.options.trustProxy);
    return true;
  }

  /** As somebody who speaks this protocol, whatever the path. Never rejects. */
  async answer(
    protocol: Protocol,
    request: IncomingMessage,
    response: ServerResponse,
    trustProxy: number,
  ): Promise<void> {
    const { logger } = this.options;
    try {
      write(response, await this.ask(protocol, request, trustProxy));
    } catch (error) {
      const refusal = asRefusal(error);
      // Without the address asked for: a token may stand in it.
      if (refusal.code === "internal-error") logger.error({ error, protocol }, "a tracker's request failed");
      // What is wrong with the device the door itself has counted.
      else if (refusal.code !== "invalid-input" && refusal.code !== "not-found")
        this.counts.dropped(protocol, refusal.code);
      writeRefusal(response, refusal);
    }
    if (logger.isLevelEnabled("debug"))
      logger.debug({ protocol, method: request.method, status: response.statusCode }, "answered a tracker");
  }

  private async ask(
    protocol: Protocol,
    request: IncomingMessage,
    trustProxy: number,
  ): Promise<TrackerAnswer> {
    const city = this.options.city();
    if ("waitingFor" in city) throw new Refusal("not-ready", `not ready yet: ${city.waitingFor}`);
    this.counts.of[protocol].requests++;
    const url = request.url ?? "";
    const mark = url.indexOf("?");
    return doors[protocol]({
      ctx: city.ready,
      request,
      query: mark < 0 ? "" : url.slice(mark + 1),
      address: addressBehind(request.headers, request.socket.remoteAddress, trustProxy),
      bodyRule: this.bodyRule,
      senders: this.senders,
      counts: this.counts,
      letters: this.letters,
    });
  }
}

function write(response: ServerResponse, { status, body }: TrackerAnswer): void {
  if (body === undefined) {
    response.writeHead(status, { "Content-Length": 0, "Cache-Control": "no-store" });
    response.end();
  } else send(response, status, "application/json; charset=utf-8", body, {});
}

function writeRefusal(response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent || response.destroyed) return;
  const problem = refusal.toProblem();
  const wait = problem.retryAfter ?? (problem.status === 503 ? 2 : undefined);
  send(response, problem.status, "application/problem+json", problem, {
    ...(wait !== undefined && { "Retry-After": String(wait) }),
    ...(problem.status === 401 && { "WWW-Authenticate": 'Basic realm="Cuadrilla", charset="UTF-8"' }),
    ...(problem.status === 408 && { Connection: "close" }),
  });
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: unknown,
  more: Record<string, string>,
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": bytes.length,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...more,
  });
  response.end(bytes);
}

/** Start, wire, stop. The port opens first, so that /healthz and /readyz answer while the city is being prepared. */

import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Server as SocketServer } from "socket.io";
import { Refusal } from "#contract/problem";
import { loadCity, resolveCityFolder } from "./city/load-city.ts";
import type { Context } from "./context.ts";
import type { Database } from "./db/database.ts";
import type { Env } from "./env.ts";
import { createApp } from "./http/app.ts";
import type { Limits, LimitTable } from "./http/limits.ts";
import { openLimits } from "./http/open-limits.ts";
import type { DemoControl, RouteContext } from "./http/route.ts";
import { TrackerDoors } from "./http/trackers/doors.ts";
import { answerHalfClosed, openOsmandPort } from "./http/trackers/osmand-port.ts";
import type { BodyRule } from "./http/trackers/read-body.ts";
import { OidcProvider } from "./identity/oidc.ts";
import { Gateway, type GatewayOptions } from "./live/gateway.ts";
import { snapshotReader } from "./live/read-snapshot.ts";
import { createSocketServer } from "./live/socket-server.ts";
import { openContext } from "./open-context.ts";
import { Osrm } from "./travel/osrm.ts";
import { StraightLine, type TravelTimes } from "./travel/travel-times.ts";

/** Why the server could not start; the message is one line for the person who started it. */
export class StartError extends Error {}

export interface ServerOptions {
  env: Pick<
    Env,
    | "host"
    | "port"
    | "osmandPort"
    | "dataDir"
    | "city"
    | "basemapStyleUrl"
    | "publicUrl"
    | "trustProxy"
    | "redisUrl"
    | "capFeedUrl"
    | "oidc"
    | "osrmUrl"
  >;
  root: string;
  version: string;
  logger: Logger;
  /** Opens the database; called when the port is ours, so that a second start harms nothing. */
  openDatabase(): Promise<Database>;
  /** What everything sealed is made from; called when the database is ours, and with it its folder. */
  secretKeys(): readonly string[];
  /** Fills an empty city before it is served. */
  prepare?(ctx: Context): Promise<void>;
  demo?: DemoControl;
  onProgress?(doing: string): void;
  gateway?: Partial<GatewayOptions>;
  context?: Partial<Pick<Context, "clock" | "randomBelow">>;
  clientFolder?: string;
  limits?: LimitTable;
  /** Of what trackers send; as it is in `http/trackers` unless said. */
  trackerBody?: Partial<BodyRule>;
}

export interface Running {
  ctx: Context;
  gateway: Gateway;
  sockets: SocketServer;
  trackers: TrackerDoors;
  /** Where this process is reached. */
  url: string;
  /** Undefined when it is off, or taken by another program. */
  osmandPort: number | undefined;
  stop(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<Running> {
  const { env, logger } = options;
  let waitingFor = "the city is being read";
  let city: { ready: RouteContext; readyz: () => object } | undefined;
  const doing = (what: string) => {
    waitingFor = what;
    options.onProgress?.(what);
  };
  const app = createApp({
    city: () => city ?? { waitingFor },
    clientFolder: options.clientFolder ?? join(options.root, "dist"),
    foreignBasemap: env.basemapStyleUrl !== undefined,
    publicUrl: env.publicUrl,
    trustProxy: env.trustProxy,
    logger,
  });
  const trackers = new TrackerDoors({
    city: () => city ?? { waitingFor },
    trustProxy: env.trustProxy,
    logger,
    ...(options.trackerBody && { bodyRule: options.trackerBody }),
  });
  // Larger headers are answered 431 by Node itself.
  const times = { requestTimeout: 30_000, headersTimeout: 10_000 };
  const http = createServer({ ...times, maxHeaderSize: 16_384 }, (request, response) => {
    if (!trackers.take(request, response)) app(request, response);
  });
  const io = createSocketServer(http, () => city?.ready.identities, {
    publicUrl: env.publicUrl,
    trustProxy: env.trustProxy,
    limits: () => limits,
  });
  answerHalfClosed(http);
  await listen(http, env);
  const servers = [http];

  let db: Database | undefined;
  let limits: Limits | undefined;
  try {
    const osmand = await openForTrackers(trackers, options);
    if (osmand) servers.push(osmand);
    // Before the database, which takes seconds to open and would be made for nothing.
    doing("the city is being read");
    const files = await loadCity(resolveCityFolder(env.city, options.root));
    doing("the database is being opened");
    db = await options.openDatabase();
    const ctx = await openContext({
      db,
      root: options.root,
      city: files,
      version: options.version,
      logger,
      secrets: options.secretKeys(),
      photoFolder: join(env.dataDir, "photos"),
      capFeedUrl: env.capFeedUrl,
      ...options.context,
    });
    limits = await openLimits(ctx, options.limits, env.redisUrl);
    for (const note of ctx.rules.notes()) options.onProgress?.(note);
    doing("the city is being prepared");
    await options.prepare?.(ctx);
    const gateway = await Gateway.start(ctx, io, options.gateway, env.redisUrl);
    city = {
      ready: {
        ...ctx,
        demo: options.demo,
        basemapStyleUrl: env.basemapStyleUrl,
        publicUrl: env.publicUrl,
        limits,
        travel: travelTimes(ctx, env.osrmUrl),
        oidc: env.oidc && env.publicUrl ? new OidcProvider(ctx, env.oidc, env.publicUrl) : undefined,
        snapshot: snapshotReader(ctx),
        liveCounts: () => ({
          ...gateway.counts,
          positions: { ...ctx.pings.counts, trackers: trackers.counts.of },
        }),
      },
      readyz: () => {
        if (gateway.fault) throw new Refusal("not-ready", "the database cannot be read");
        const { version } = options;
        return { version, database: ctx.db.kind, cursor: gateway.cursor, city: ctx.rules.city.code };
      },
    };
    return {
      ctx,
      gateway,
      sockets: io,
      url: urlOf(http, env.host),
      osmandPort: osmand && env.osmandPort,
      trackers,
      stop: () => stop(servers, io, gateway, ctx, limits),
    };
  } catch (error) {
    await closeSockets(servers, io);
    limits?.close();
    await db?.close();
    throw error;
  }
}

function travelTimes({ rules, clock, logger }: Context, url: string | undefined): TravelTimes {
  const line = new StraightLine(rules);
  return url === undefined ? line : new Osrm({ url, instead: line, clock, logger });
}

const CLOSING_LIMIT_MS = 3_000;

async function listen(http: HttpServer, { port, host }: ServerOptions["env"]): Promise<void> {
  http.listen(port, host);
  try {
    await once(http, "listening");
  } catch (error) {
    throw whyNotListening(error, "PORT", host, port);
  }
}

/** Undefined when it is off. A demo lives without it, for its owner may have another one, or a Traccar, on the same machine. */
async function openForTrackers(
  doors: TrackerDoors,
  { env, demo, logger }: ServerOptions,
): Promise<HttpServer | undefined> {
  const { osmandPort: port, host } = env;
  if (port === 0) return undefined;
  try {
    return await openOsmandPort(doors, port, host);
  } catch (error) {
    const why = whyNotListening(error, "OSMAND_PORT", host, port);
    if (!demo || !(why instanceof StartError)) throw why;
    logger.warn(`${why.message}; the demo goes on without it`);
    return undefined;
  }
}

function whyNotListening(error: unknown, variable: string, host: string, port: number): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EADDRINUSE")
    return new StartError(`${variable}: ${host}:${port} is in use by another program`);
  if (code === "EACCES") return new StartError(`${variable}: this user may not listen on ${port}`);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN")
    return new StartError(`HOST: ${host} is not an address of this machine`);
  return error;
}

function urlOf(http: HttpServer, host: string): string {
  const address = http.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** What is under way is finished, then everything is closed in the order of its dependence. */
async function stop(
  servers: readonly HttpServer[],
  io: SocketServer,
  gateway: Gateway,
  ctx: Context,
  limits: Limits | undefined,
) {
  await closeSockets(servers, io);
  limits?.close();
  await ctx.lane.idle();
  await ctx.pings.idle();
  await gateway.stop();
  await ctx.identities.idle();
  await ctx.db.close();
}

/** Requests under way get a moment to end; then their connections are cut. */
async function closeSockets(servers: readonly HttpServer[], io: SocketServer): Promise<void> {
  const closed = servers.map((server) => (server.listening ? once(server, "close") : Promise.resolve()));
  // Closes its HTTP server, the first, too: no new connections from here on.
  void io.close();
  for (const server of servers.slice(1)) server.close();
  for (const server of servers) server.closeIdleConnections();
  const limit = setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, CLOSING_LIMIT_MS);
  await Promise.all(closed);
  clearTimeout(limit);
}

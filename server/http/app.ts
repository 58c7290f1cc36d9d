/** The HTTP side of the one port. It listens before the city is ready, and says so until then. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import compression from "compression";
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from "express";
import type { Logger } from "pino";
import { pagePaths } from "#contract/pages";
import { Refusal } from "#contract/problem";
import { readFolio } from "#domain/folio";
import { imageTypes } from "../photos/make-pictures.ts";
import { allowAudited } from "./allow-audited.ts";
import { asRefusal } from "./as-refusal.ts";
import { firstQuestions } from "./first-questions.ts";
import { whoAsks } from "./guard.ts";
import type { LimitClass } from "./limits.ts";
import { refuseOthersPages } from "./own-origin.ts";
import type { Asked, Route, RouteContext } from "./route.ts";
import { routes } from "./routes.ts";
import { secureHeaders } from "./secure-headers.ts";
import { endedCookies } from "./session-cookie.ts";

export interface AppOptions {
  /** The city once it can be served; before, what is being waited for. */
  city: () => { ready: RouteContext; readyz: () => object } | { waitingFor: string };
  /** The built client, or undefined to serve none. */
  clientFolder: string | undefined;
  /** A base map of somebody else's may be loaded. */
  foreignBasemap: boolean;
  publicUrl: string | undefined;
  /** How many proxies stand before us. */
  trustProxy: number;
  logger: Logger;
}

const SNAPSHOT = "application/octet-stream";
const BODY_LIMIT = 64_000;

export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", "simple");
  app.set("trust proxy", options.trustProxy);
  app.use(secureHeaders(options));
  app.use(noteAnswers(options.logger));
  app.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });
  app.get("/readyz", (_request, response) => {
    const city = options.city();
    if ("waitingFor" in city) throw notReady(city.waitingFor);
    response.json(city.readyz());
  });
  app.use(compression({ threshold: 2048 }));
  for (const route of routes) {
    // Before the body: whoever may not do it costs us no reading of two megabytes, and is told that first.
    const guard: RequestHandler = async (request, response, next) => {
      const city = options.city();
      if ("waitingFor" in city) throw notReady(city.waitingFor);
      const { identities, publicUrl, limits } = city.ready;
      const address = request.ip ?? "";
      await limits.admitAddress(address);
      const asking = await whoAsks(identities, request.headers, address, publicUrl);
      if (!isSafe(route)) refuseOthersPages(request.headers, publicUrl, asking.byCookie);
      await limits.admit(classOf(route), asking.principal, address);
      const reach = await allowAudited(
        city.ready,
        asking,
        address,
        route.needs,
        readFolio(String(request.params.folio ?? "")),
      );
      const asked: Asked = { ...asking, address, reach };
      route.beforeBody?.(city.ready, request, asked);
      response.locals.asked = asked;
      next();
    };
    const answer: RequestHandler = async (request, response) => {
      const city = options.city();
      if ("waitingFor" in city) throw notReady(city.waitingFor);
      const result = await route.handle(city.ready, request, response.locals.asked as Asked);
      response.set("Cache-Control", "no-store");
      if (result instanceof Uint8Array) response.type(SNAPSHOT).send(Buffer.from(result.buffer));
      else {
        for (const [name, value] of Object.entries(result.headers ?? {}))
          response.set(name, typeof value === "string" ? value : [...value]);
        response.status(result.status ?? 200);
        if (result.bytes) response.send(result.bytes);
        else if (result.text) await pipeline(Readable.from(result.text), response);
        else if (result.body === undefined) response.end();
        else response.json(result.body);
      }
    };
    app[route.method](route.path, guard, ...bodyOf(route), answer);
  }
  for (const path of new Set(routes.map((route) => route.path))) app.all(path, otherMethod(path));
  app.use(["/api", "/healthz", "/readyz"], (request) => {
    throw new Refusal("not-found", `path: there is nothing at ${request.originalUrl.split("?")[0]}`);
  });
  if (options.clientFolder) serveClient(app, options.clientFolder);
  app.use((request) => {
    throw new Refusal("not-found", `path: there is nothing at ${request.path}`);
  });
  app.use(answerError(options.logger));
  return app;
}

/** It changes nothing, so whoever has it asked for learns and does nothing by that. */
function isSafe({ method }: Route): boolean {
  return method === "get";
}

function classOf(route: Route): LimitClass {
  return route.limit ?? (isSafe(route) ? "reads" : "commands");
}

/** Reads a body where a route takes one; another type of body is refused rather than ignored. */
function bodyOf(route: Route): RequestHandler[] {
  if (route.method === "get" || route.method === "delete") return [];
  return route.accepts === "image" ? imageBody(route) : jsonBody(route);
}

function jsonBody(route: Route): RequestHandler[] {
  const refuseOthers: RequestHandler = (request, _response, next) => {
    // The parser would take an empty body for an empty object.
    const type = request.get("content-length") === "0" ? null : request.is("application/json");
    if (type === null) throw new Refusal("malformed-body", "body: there is none; it must be a JSON object");
    if (!type) throw new Refusal("unsupported-media-type", "Content-Type: must be application/json");
    next();
  };
  return [refuseOthers, express.json({ limit: route.bodyLimit ?? BODY_LIMIT, strict: true })];
}

function imageBody(route: Route): RequestHandler[] {
  const refuseOthers: RequestHandler = (request, _response, next) => {
    const type = request.get("content-length") === "0" ? null : request.is([...imageTypes]);
    if (type === null) throw new Refusal("malformed-body", "body: there is none; it must be an image");
    if (!type)
      throw new Refusal("unsupported-media-type", `Content-Type: must be one of ${imageTypes.join(", ")}`);
    if ((request.get("content-encoding") ?? "identity") !== "identity")
      throw new Refusal("unsupported-media-type", "Content-Encoding: an image is sent as it is");
    next();
  };
  return [
    refuseOthers,
    express.raw({ type: [...imageTypes], limit: route.bodyLimit ?? BODY_LIMIT, inflate: false }),
  ];
}

function otherMethod(path: string): RequestHandler {
  const allowed = routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase());
  return (request, response) => {
    response.set("Allow", allowed.join(", "));
    throw new Refusal(
      "method-not-allowed",
      `method: ${path} takes ${allowed.join(", ")}, not ${request.method}`,
    );
  };
}

/** At debug. Without query, headers and bodies: what opens a door may stand there. */
function noteAnswers(logger: Logger): RequestHandler {
  return (request, response, next) => {
    if (!logger.isLevelEnabled("debug")) return next();
    const began = performance.now();
    response.once("finish", () => {
      const { actor, credential } = (response.locals.asked as Asked | undefined)?.principal ?? {};
      const ms = Math.round(performance.now() - began);
      const { method, path, ip } = request;
      const { statusCode: status } = response;
      logger.debug({ method, path, status, ms, role: actor?.role, credential, address: ip }, "answered");
    });
    next();
  };
}

function notReady(waitingFor: string): Refusal {
  return new Refusal("not-ready", `not ready yet: ${waitingFor}`);
}

function serveClient(app: Express, folder: string): void {
  const document = join(folder, "index.html");
  app.use(
    express.static(folder, {
      index: false,
      setHeaders(response, file) {
        // Vite names assets by their content; the page itself must be asked for each time.
        const immutable = file.includes(`${join(folder, "assets")}`);
        response.setHeader("Cache-Control", immutable ? "public, max-age=31536000, immutable" : "no-cache");
      },
    }),
  );
  app.get([...pagePaths], (request, response) => {
    const asked = firstQuestions(request.path);
    if (asked !== undefined) response.set("Link", asked);
    if (existsSync(document)) response.set("Cache-Control", "no-cache").sendFile(document);
    else
      response.status(503).type("text/plain").send("The page is being built; try again in a few seconds.\n");
  });
}

function answerError(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request: Request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const refusal = asRefusal(error);
    if (refusal.code === "internal-error")
      logger.error({ error, method: request.method, path: request.path }, "a request failed");
    const problem = refusal.toProblem();
    // A browser whose session has ended would otherwise show it again and again.
    if (refusal.code === "credential-ended") response.append("Set-Cookie", [...endedCookies]);
    if (problem.status === 503) response.set("Retry-After", "2");
    if (problem.retryAfter !== undefined) response.set("Retry-After", String(problem.retryAfter));
    response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
  };
}

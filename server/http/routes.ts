/** Every HTTP route with the permission that it needs, and what it answers. The demo's operator is a role like others. */
import type { Request } from "express";
import type { z } from "zod";
import type { Actor } from "#contract/actor";
import { DemoChange } from "#contract/card";
import { CreateReport, IdempotencyKey, type MoveCommand, moveCommands, moveNames } from "#contract/commands";
import { PingBatch } from "#contract/positions";
import { parseInput, Refusal } from "#contract/problem";
import { readFolio } from "#domain/folio";
import type { Action } from "#domain/may";
import type { Context } from "../context.ts";
import { ingestPings } from "../pings/ingest.ts";
import { readTrail, TrailQuery } from "../pings/read-positions.ts";
import { createReport } from "../reports/create-report.ts";
import { ListQuery, listOpen } from "../reports/list-open.ts";
import { moveReport } from "../reports/move-report.ts";
import { readCard } from "../reports/read-card.ts";

export interface Answer {
  status?: number;
  body: object;
}

/** What routes need besides the context: settings of this server that clients are told. */
export interface RouteContext extends Context {
  demo: DemoControl | undefined;
  basemapStyleUrl: string | undefined;
  snapshot(): Promise<Uint8Array>;
  liveCounts(): object;
}

/** How the demo city is paused and sped up, when there is one. */
export interface DemoControl {
  state(): object;
  change(change: z.infer<typeof DemoChange>): void;
}

export interface Route {
  method: "get" | "post" | "put";
  path: string;
  needs: Action;
  /** Bytes that a body may have. */
  bodyLimit?: number;
  handle(
    ctx: RouteContext,
    request: Request,
    actor: Actor,
  ): Promise<Answer | Uint8Array> | Answer | Uint8Array;
}

export const routes: readonly Route[] = [
  {
    method: "get",
    path: "/api/city",
    needs: "city.read",
    handle: (ctx) => ({
      body: {
        fingerprint: ctx.rules.fingerprint,
        version: ctx.version,
        demo: ctx.demo !== undefined,
        basemapStyleUrl: ctx.basemapStyleUrl ?? null,
        city: ctx.rules.city,
      },
    }),
  },
  { method: "get", path: "/api/city/base", needs: "city.read", handle: (ctx) => ({ body: ctx.rules.base }) },
  {
    method: "get",
    path: "/api/services",
    needs: "city.read",
    handle: (ctx) => ({
      body: ctx.rules.city.services.map(({ code, name, group, department }) => ({
        code,
        name,
        group,
        department,
      })),
    }),
  },
  {
    method: "post",
    path: "/api/reports",
    needs: "report.create",
    async handle(ctx, request, actor) {
      const command = parseInput(CreateReport, request.body, "body");
      const answer = await createReport(ctx, actor, command, { idempotencyKey: idempotencyKey(request) });
      return { status: 201, body: answer };
    },
  },
  {
    method: "get",
    path: "/api/reports",
    needs: "report.open",
    async handle(ctx, request) {
      parseInput(ListQuery, request.query, "query");
      return { body: await listOpen(ctx) };
    },
  },
  {
    method: "get",
    path: "/api/reports/:folio",
    needs: "report.open",
    handle: async (ctx, request) => ({ body: await readCard(ctx, folioIn(request)) }),
  },
  ...moveNames.map(
    (name): Route => ({
      method: "post",
      path: `/api/commands/${name}`,
      needs: "report.move",
      async handle(ctx, request, actor) {
        const fields = parseInput<object>(moveCommands[name], request.body, "body");
        const command = { name, ...fields } as MoveCommand;
        return { body: await moveReport(ctx, actor, command, idempotencyKey(request)) };
      },
    }),
  ),
  {
    method: "post",
    path: "/api/ingest/batch",
    needs: "position.send",
    bodyLimit: 2_000_000,
    async handle(ctx, request) {
      const { positions } = parseInput(PingBatch, request.body, "body");
      return { body: await ingestPings(ctx, positions) };
    },
  },
  {
    method: "get",
    path: "/api/brigades/:code/trail",
    needs: "position.history",
    async handle(ctx, request) {
      const { minutes } = parseInput(TrailQuery, request.query, "query");
      return { body: await readTrail(ctx, String(request.params.code), minutes) };
    },
  },
  { method: "get", path: "/api/live/snapshot", needs: "live.subscribe", handle: (ctx) => ctx.snapshot() },
  {
    method: "get",
    path: "/api/live/counts",
    needs: "live.subscribe",
    handle: (ctx) => ({ body: ctx.liveCounts() }),
  },
  {
    method: "get",
    path: "/api/demo",
    needs: "demo.control",
    handle: (ctx) => ({ body: demoOf(ctx).state() }),
  },
  {
    method: "put",
    path: "/api/demo",
    needs: "demo.control",
    handle(ctx, request) {
      const demo = demoOf(ctx);
      demo.change(parseInput(DemoChange, request.body, "body"));
      return { body: demo.state() };
    },
  },
];

function demoOf(ctx: RouteContext): DemoControl {
  if (!ctx.demo) throw new Refusal("not-found", "demo: this city is not the demo");
  return ctx.demo;
}

function folioIn(request: Request): string {
  const folio = readFolio(String(request.params.folio));
  if (folio === undefined)
    throw new Refusal("invalid-input", "folio: it has a wrong form or a wrong check character");
  return folio;
}

function idempotencyKey(request: Request): string | undefined {
  const key = request.get("idempotency-key");
  return key === undefined ? undefined : parseInput(IdempotencyKey, key, "Idempotency-Key");
}

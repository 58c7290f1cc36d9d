/** What a route is: a door with the permission that it needs. */
import type { Request } from "express";
import type { z } from "zod";
import type { Audience } from "#contract/actor";
import type { DemoChange } from "#contract/card";
import { IdempotencyKey } from "#contract/commands";
import { parseInput, Refusal } from "#contract/problem";
import type { DemoSignIn } from "#contract/sign-in";
import { readFolio } from "#domain/folio";
import type { Action, Reach } from "#domain/may";
import type { Context } from "../context.ts";
import type { OidcProvider } from "../identity/oidc.ts";
import type { TravelTimes } from "../travel/travel-times.ts";
import type { Asking } from "./guard.ts";
import type { LimitClass, Limits } from "./limits.ts";

export interface Answer {
  status?: number;
  /** Undefined: nothing is said but the status. */
  body?: object;
  /** In place of `body`: bytes as they are, or text that is made while it is sent. Their type is among the headers. */
  bytes?: Buffer;
  text?: AsyncIterable<string>;
  /** `Set-Cookie` may be several. */
  headers?: Record<string, string | readonly string[]>;
}

/** What routes need besides the context: settings of this server that clients are told. */
export interface RouteContext extends Context {
  demo: DemoControl | undefined;
  basemapStyleUrl: string | undefined;
  /** Where people reach this server, when it was told. */
  publicUrl: string | undefined;
  limits: Limits;
  /** The city's identity provider, if it has one. */
  oidc: OidcProvider | undefined;
  travel: TravelTimes;
  snapshot(audience: Audience): Promise<Uint8Array>;
  liveCounts(): object;
}

/** How the demo city is paused and sped up, when there is one. */
export interface DemoControl {
  state(): object;
  change(change: z.infer<typeof DemoChange>): void;
  /** One for each role, shown on its sign-in page. */
  signIns: readonly DemoSignIn[];
}

/** Who asks, and whose rows they may do it to. */
export interface Asked extends Asking {
  reach: Reach;
  address: string;
}

export interface Route {
  method: "get" | "post" | "put" | "delete";
  path: string;
  needs: Action;
  /** JSON unless said otherwise. An image is the body itself, and `request.body` its bytes. */
  accepts?: "json" | "image";
  /** Bytes that a body may have. */
  bodyLimit?: number;
  /** How often somebody may ask; by the method unless said here. */
  limit?: LimitClass;
  /** What can be refused without the body; asked before it is read. */
  beforeBody?(ctx: RouteContext, request: Request, asked: Asked): void;
  handle(
    ctx: RouteContext,
    request: Request,
    asked: Asked,
  ): Promise<Answer | Uint8Array> | Answer | Uint8Array;
}

export function personOf({ principal }: Asked): string {
  if (principal.person === null) throw new Refusal("forbidden", "session: only a person has sessions");
  return principal.person;
}

export function folioIn(request: Request): string {
  const folio = readFolio(String(request.params.folio));
  if (folio === undefined)
    throw new Refusal("invalid-input", "folio: it has a wrong form or a wrong check character");
  return folio;
}

export function idempotencyKey(request: Request): string | undefined {
  const key = request.get("idempotency-key");
  return key === undefined ? undefined : parseInput(IdempotencyKey, key, "Idempotency-Key");
}

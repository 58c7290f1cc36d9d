/** What an administrator changes is an event, in its own transaction; the audit adds by which credential and from where. */
import type { Request } from "express";
import type { Action } from "#domain/may";
import { audit, originOf } from "../audit/audit.ts";
import type { Answer, Asked, Route, RouteContext } from "./route.ts";

const administration: readonly Action[] = [
  "person.manage",
  "key.manage",
  "kiosk.manage",
  "device.manage",
  "city.manage",
];

/** After a route of administration has changed something: every such route, so that none is forgotten. */
export async function auditAdministration(
  ctx: RouteContext,
  route: Route,
  request: Request,
  asked: Asked,
  { body }: Answer,
): Promise<void> {
  if (route.method === "get" || !administration.includes(route.needs)) return;
  const named = Object.values(request.params).map(String).join("/");
  const made = body !== undefined && "id" in body && typeof body.id === "string" ? body.id : undefined;
  await audit(ctx.db, {
    ...originOf(asked),
    action: route.needs,
    outcome: "done",
    target: named || made,
    detail: { route: `${route.method.toUpperCase()} ${route.path}` },
    at: ctx.clock.now(),
  });
}

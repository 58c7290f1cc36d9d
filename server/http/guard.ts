/** The one guard: who asks, and whether they may. Sign-in comes later and changes this file, not its callers. */
import type { IncomingHttpHeaders } from "node:http";
import { Actor } from "#contract/actor";
import { Refusal } from "#contract/problem";
import { type Action, may } from "#domain/may";

const anonymous: Actor = { role: "anonymous", id: "anonymous" };
const demoOperator: Actor = { role: "operator", id: "demo" };

/**
 * Who sends a request. In the demo everybody is its operator, and the simulator says for whom it acts in
 * `X-Demo-Actor: operator:ana`, so that timelines show it; outside it nobody is known yet.
 */
export function actorOf(headers: IncomingHttpHeaders, demo: boolean): Actor {
  if (!demo) return anonymous;
  const said = headers["x-demo-actor"];
  if (typeof said !== "string") return demoOperator;
  const [role, id] = said.split(":", 2);
  const actor = Actor.safeParse({ role, id });
  if (!actor.success || actor.data.role === "system")
    throw new Refusal("invalid-input", "X-Demo-Actor: must be a role and a name such as operator:ana");
  return actor.data;
}

/** Refuses `sign-in-needed` or `forbidden`. */
export function allow(actor: Actor, action: Action): void {
  if (may(actor.role, action)) return;
  if (actor.role === "anonymous")
    throw new Refusal(
      "sign-in-needed",
      `${action}: this needs a sign-in, which this version does not have outside the demo`,
    );
  throw new Refusal("forbidden", `${action}: a ${actor.role} may not do this`);
}

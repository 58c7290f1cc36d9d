/** A Traccar server that forwards what its hardware tells it, by a key that may send positions. */
import { Refusal } from "#contract/problem";
import { reach } from "#domain/may";
import { decodeTraccar } from "../../pings/trackers/traccar.ts";
import { readBody } from "./read-body.ts";
import { shownToken } from "./shown-token.ts";
import { takeIn } from "./take-in.ts";
import type { TrackerAnswer, TrackerCall } from "./tracker-call.ts";

export async function traccarDoor(call: TrackerCall): Promise<TrackerAnswer> {
  const { ctx, request, address } = call;
  if (request.method !== "POST")
    throw new Refusal("method-not-allowed", `method: must be POST, is ${request.method}`);
  const { principal } = await call.senders.known(ctx, shownToken(request.headers), address);
  if (reach(principal, "position.send")?.rows !== "all")
    throw new Refusal("forbidden", "position.send: this takes an API key that names it as a scope");
  const body = (await readBody(request, call.bodyRule)).toString("utf8");
  await takeIn(call, "traccar", principal, decodeTraccar(body), body);
  return { status: 200 };
}

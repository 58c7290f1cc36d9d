/** OsmAnd and Traccar Client: the token of a device is its `id`. Answered as Traccar answers, with nothing but a status. */
import { Refusal } from "#contract/problem";
import { type Decoded, nothing } from "../../pings/trackers/decoded.ts";
import { decodeOsmand, decodeOsmandJson } from "../../pings/trackers/osmand.ts";
import { readBody } from "./read-body.ts";
import { takeIn } from "./take-in.ts";
import type { TrackerAnswer, TrackerCall } from "./tracker-call.ts";

export async function osmandDoor(call: TrackerCall): Promise<TrackerAnswer> {
  const { ctx, request, query, address, counts } = call;
  if (request.method !== "GET" && request.method !== "POST")
    throw new Refusal("method-not-allowed", `method: must be GET or POST, is ${request.method}`);
  const body = request.method === "GET" ? "" : (await readBody(request, call.bodyRule)).toString("utf8");
  // By what it looks like: there are senders that call their JSON a form.
  const isJson = body.trimStart().startsWith("{");
  const said = new URLSearchParams(isJson || body === "" ? query : `${query}&${body}`);
  const decoded = isJson ? decodeBody(body, said, ctx.clock.now()) : decodeOsmand(said, ctx.clock.now());
  const sender = await call.senders.recognise(ctx, decoded.device, address);
  if (decoded.device === undefined) {
    counts.dropped("osmand", "no-device");
    throw new Refusal("invalid-input", "id: is needed");
  }
  if (sender?.kind !== "device") {
    counts.dropped("osmand", "unknown-device");
    throw new Refusal(isJson ? "not-found" : "invalid-input", "id: must be the token of a device");
  }
  await takeIn(call, "osmand", sender.principal, decoded, isJson ? body : withoutId(said));
  return { status: 200 };
}

/** For the dead letters, where no token may stand. */
function withoutId(said: URLSearchParams): string {
  for (const name of ["id", "deviceid"]) if (said.has(name)) said.set(name, "…");
  return said.toString().replaceAll("%E2%80%A6", "…");
}

function decodeBody(body: string, said: URLSearchParams, now: number): Decoded {
  try {
    const decoded = decodeOsmandJson(JSON.parse(body), now);
    decoded.device ??= said.get("id") ?? said.get("deviceid") ?? undefined;
    return decoded;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ...nothing(said.get("id") ?? undefined), faults: ["not-json"] };
  }
}

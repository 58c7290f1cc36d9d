/** OsmAnd and Traccar Client: the token of a device is its `id`. Answered as Traccar answers, with nothing but a status. */
import { Refusal } from "#contract/problem";
import { type Decoded, nothing } from "../../pings/trackers/decoded.ts";
import { decodeOsmand, decodeOsmandJson } from "../../pings/trackers/osmand.ts";
import { deviceInForm, deviceInJson } from "../../pings/trackers/osmand-device.ts";
import { readBody } from "./read-body.ts";
import { takeIn } from "./take-in.ts";
import type { TrackerAnswer, TrackerCall } from "./tracker-call.ts";

/** Bytes of a form: taking one apart costs as much for each of its thousand empty fields as for a good one. */
const MOST_OF_A_FORM = 64_000;

export async function osmandDoor(call: TrackerCall): Promise<TrackerAnswer> {
  const { ctx, request, query, address, counts } = call;
  if (request.method !== "GET" && request.method !== "POST")
    throw new Refusal("method-not-allowed", `method: must be GET or POST, is ${request.method}`);
  const bytes = request.method === "GET" ? Buffer.alloc(0) : await readBody(request, call.bodyRule);
  const body = bytes.toString("utf8");
  // By what it looks like: there are senders that call their JSON a form.
  const isJson = body.trimStart().startsWith("{");
  if (!isJson && bytes.length > MOST_OF_A_FORM)
    throw new Refusal("body-too-large", `body: a form must have at most ${MOST_OF_A_FORM} bytes`);
  const form = isJson || body === "" ? query : `${query}&${body}`;
  const device = (isJson ? deviceInJson(body) : undefined) ?? deviceInForm(form);
  // Before it is taken apart: what a stranger sends, or somebody who sends too often, costs no more than this look.
  const sender = await call.senders.recognise(ctx, device, address);
  if (device === undefined) {
    counts.dropped("osmand", "no-device");
    throw new Refusal("invalid-input", "id: is needed");
  }
  if (sender?.kind !== "device") {
    counts.dropped("osmand", "unknown-device");
    throw new Refusal(isJson ? "not-found" : "invalid-input", "id: must be the token of a device");
  }
  const said = new URLSearchParams(form);
  const decoded = isJson ? decodeBody(body, ctx.clock.now()) : decodeOsmand(said, ctx.clock.now());
  await takeIn(call, "osmand", sender.principal, decoded, isJson ? body : withoutId(said));
  return { status: 200 };
}

/** For the dead letters, where no token may stand. */
function withoutId(said: URLSearchParams): string {
  for (const name of ["id", "deviceid"]) if (said.has(name)) said.set(name, "…");
  return said.toString().replaceAll("%E2%80%A6", "…");
}

function decodeBody(body: string, now: number): Decoded {
  try {
    return decodeOsmandJson(JSON.parse(body), now);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ...nothing(), faults: ["not-json"] };
  }
}

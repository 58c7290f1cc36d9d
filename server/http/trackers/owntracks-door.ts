/**
 * OwnTracks in HTTP mode: the token is the password, whatever the user is called. What is bad for good is answered 200 like
 * everything else, because a phone sends again what was answered otherwise.
 */
import { Refusal } from "#contract/problem";
import type { Fault } from "#contract/trackers";
import { nothing } from "../../pings/trackers/decoded.ts";
import { decodeOwntracks } from "../../pings/trackers/owntracks.ts";
import { friendsOf } from "./friends.ts";
import { readBody } from "./read-body.ts";
import { shownToken } from "./shown-token.ts";
import { takeIn } from "./take-in.ts";
import type { TrackerAnswer, TrackerCall } from "./tracker-call.ts";

export async function owntracksDoor(call: TrackerCall): Promise<TrackerAnswer> {
  const { ctx, request, address } = call;
  if (request.method !== "POST")
    throw new Refusal("method-not-allowed", `method: must be POST, is ${request.method}`);
  const sender = await call.senders.known(ctx, shownToken(request.headers), address);
  const body = await bodyOf(call);
  const decoded = typeof body === "string" ? decodeOwntracks(body) : { ...nothing(), faults: [body.fault] };
  const device = namedIn(call) ?? decoded.device;
  await takeIn(
    call,
    "owntracks",
    sender.principal,
    { ...decoded, device },
    typeof body === "string" ? body : "",
  );
  return { status: 200, body: await friendsOf(ctx, sender.principal) };
}

/** What is too large or packed stays so, however often it is sent; what was cut short or slow may come whole the next time. */
async function bodyOf({ request, bodyRule }: TrackerCall): Promise<string | { fault: Fault }> {
  try {
    return (await readBody(request, bodyRule)).toString("utf8");
  } catch (error) {
    if (error instanceof Refusal && error.code === "body-too-large") return { fault: "too-large" };
    if (error instanceof Refusal && error.code === "unsupported-media-type") return { fault: "wrong-form" };
    throw error;
  }
}

/** Of whoever sends for several; what a phone says of itself counts for nothing, since its token says more. */
function namedIn({ request, query }: TrackerCall): string | undefined {
  const said = new URLSearchParams(query);
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const [user, device] = [
    header("x-limit-u") ?? said.get("u") ?? "",
    header("x-limit-d") ?? said.get("d") ?? "",
  ];
  return user !== "" && device !== "" ? `${user}/${device}` : undefined;
}

/**
 * OwnTracks in HTTP mode: the token is the password, whatever the user is called. What is bad for good is answered 200 like
 * everything else, because a phone sends again what was answered otherwise.
 */
import { Refusal } from "#contract/problem";
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
  const body = (await readBody(request, call.bodyRule)).toString("utf8");
  const decoded = decodeOwntracks(body);
  const device = namedIn(call) ?? decoded.device;
  await takeIn(call, "owntracks", sender.principal, { ...decoded, device }, body);
  return { status: 200, body: friendsOf(ctx, sender.principal) };
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

/** What somebody known has sent: its fixes into the lane, the rest to the dead letters. */

import type { LetterReason, Protocol } from "#contract/trackers";
import { type Principal, reach } from "#domain/may";
import type { Decoded } from "../../pings/trackers/decoded.ts";
import { storeDeviceFixes } from "../../pings/trackers/store-device-fixes.ts";
import type { TrackerCall } from "./tracker-call.ts";
import { speaksForNobody } from "./who-sends.ts";

/** Resolves when it is committed. Refuses `busy`. */
export async function takeIn(
  call: Pick<TrackerCall, "ctx" | "address" | "counts" | "letters">,
  protocol: Protocol,
  sender: Principal,
  decoded: Decoded,
  body: string,
): Promise<void> {
  const { ctx, address, counts, letters } = call;
  const may = reach(sender, "position.send");
  // Whoever is only let see the others: the app sends its own place all the same, and takes no other answer.
  if (!may) return counts.dropped(protocol, "may-not-send", Math.max(1, decoded.fixes.length));
  const bury = (reason: LetterReason) =>
    letters.bury(
      ctx.db,
      { protocol, address, credential: sender.credential ?? "", reason, body },
      may.rows === "all" ? (decoded.device ?? "") : "",
      ctx.clock.now(),
    );
  const whose = may.rows === "all" ? await trackerOf(call, decoded.device) : sender;
  if (typeof whose === "object") await storeDeviceFixes({ ...ctx, counts }, protocol, whose, decoded);
  else if (decoded.fixes.length + decoded.placeless > 0) {
    counts.dropped(protocol, whose, Math.max(1, decoded.fixes.length));
    await bury(whose);
  }
  const [fault] = decoded.faults;
  if (fault === undefined) return;
  if (typeof whose === "string") for (const each of decoded.faults) counts.dropped(protocol, each);
  await bury(fault);
}

/** A device that a key may send for: by its token, or by the number under which it was made; or why there is none. */
async function trackerOf(
  { ctx, address }: Pick<TrackerCall, "ctx" | "address">,
  name: string | undefined,
): Promise<Principal | "unknown-device" | "retired-brigade"> {
  if (name === undefined) return "unknown-device";
  const found =
    (await ctx.identities.recognise(name, address)) ?? (await ctx.identities.recogniseTracker(name, address));
  if (found?.kind !== "device") return "unknown-device";
  return speaksForNobody(ctx.rules, found) ? "retired-brigade" : found.principal;
}

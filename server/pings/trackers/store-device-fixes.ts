/** What a device has sent, into the lane: for the brigade that the device belongs to, whatever it calls itself. */
import type { Protocol } from "#contract/trackers";
import { type Principal, reach } from "#domain/may";
import type { Context } from "../../context.ts";
import { deviceOf } from "../ingest.ts";
import type { Decoded } from "./decoded.ts";
import type { TrackerCounts } from "./tracker-counts.ts";

/** Resolves when it is committed. Refuses `busy`. */
export async function storeDeviceFixes(
  {
    brigades,
    pings,
    rules,
    counts,
  }: Pick<Context, "brigades" | "pings" | "rules"> & { counts: TrackerCounts },
  protocol: Protocol,
  sender: Principal,
  { fixes, placeless, faults }: Decoded,
): Promise<void> {
  counts.of[protocol].placeless += placeless;
  for (const fault of faults) counts.dropped(protocol, fault);
  if (fixes.length === 0) return;
  const whose = reach(sender, "position.send");
  const brigade = whose?.rows === "brigade" ? brigades.get(whose.brigade) : undefined;
  if (!brigade || rules.isRetired(brigade.code)) return counts.dropped(protocol, "no-brigade", fixes.length);
  const device = deviceOf(sender);
  const ingested = await pings.submit(fixes.map((fix) => ({ ...fix, brigade: brigade.id, device })));
  counts.ingested(protocol, ingested);
}

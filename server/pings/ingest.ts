/** Takes in positions that name their brigades: each for one that the sender may speak for. */
import type { Ping } from "#contract/positions";
import { Refusal } from "#contract/problem";
import type { Principal, Reach } from "#domain/may";
import type { Context } from "../context.ts";
import type { Ingested, SentFix } from "./ping-lane.ts";

/** Resolves when the fixes are committed. Refuses `unknown-brigade`, and then stores nothing of the batch, and `busy`. */
export async function ingestPings(
  ctx: Pick<Context, "brigades" | "pings" | "rules">,
  pings: readonly Ping[],
  reach: Reach,
  by?: Principal,
): Promise<Ingested> {
  const device = by === undefined ? null : deviceOf(by);
  let retired = 0;
  const fixes = pings.flatMap((ping, i): SentFix[] => {
    const brigade = ctx.brigades.get(ping.brigade);
    const isRetired = ctx.rules.isRetired(ping.brigade);
    // A brigade that is not one's own is told from none by nobody.
    if (!brigade || (reach.rows === "brigade" && (reach.brigade !== ping.brigade || isRetired)))
      throw new Refusal(
        "unknown-brigade",
        `positions.${i}.brigade: ${ping.brigade} is not a brigade for which you may send`,
      );
    // Whoever sends for many need not stop sending for the others because one of them is no more.
    if (isRetired) {
      retired++;
      return [];
    }
    const { lon, lat, speed = null, heading = null, accuracy = null, battery = null } = ping;
    const at = Date.parse(ping.at);
    return [{ brigade: brigade.id, at, lon, lat, speed, heading, accuracy, battery, device }];
  });
  return ctx.pings.submit(fixes, retired);
}

/** What moves a marker together: a device, or the phone of a member of the brigade. Null for an integration. */
export function deviceOf({ actor, credential, person }: Principal): string | null {
  return actor.role === "device" || actor.role === "brigade" ? (person ?? credential) : null;
}

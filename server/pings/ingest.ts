/** Takes in positions that name their brigades: each for one that the sender may speak for. */
import type { Ping } from "#contract/positions";
import { Refusal } from "#contract/problem";
import type { Principal, Reach } from "#domain/may";
import type { Context } from "../context.ts";
import type { Ingested, SentFix } from "./ping-lane.ts";

/** Resolves when the fixes are committed. Refuses `unknown-brigade`, and then stores nothing of the batch, and `busy`. */
export async function ingestPings(
  ctx: Pick<Context, "brigades" | "pings">,
  pings: readonly Ping[],
  reach: Reach,
  by?: Principal,
): Promise<Ingested> {
  const device = by === undefined ? null : deviceOf(by);
  const fixes = pings.map((ping, i): SentFix => {
    const brigade = ctx.brigades.get(ping.brigade);
    // A brigade that is not one's own is told from none by nobody.
    if (!brigade || (reach.rows === "brigade" && reach.brigade !== ping.brigade))
      throw new Refusal(
        "unknown-brigade",
        `positions.${i}.brigade: ${ping.brigade} is not a brigade for which you may send`,
      );
    const { lon, lat, speed = null, heading = null, accuracy = null, battery = null } = ping;
    return {
      brigade: brigade.id,
      at: Date.parse(ping.at),
      lon,
      lat,
      speed,
      heading,
      accuracy,
      battery,
      device,
    };
  });
  return ctx.pings.submit(fixes);
}

/** What moves a marker together: a device, or the phone of a member of the brigade. Null for an integration. */
export function deviceOf({ actor, credential, person }: Principal): string | null {
  return actor.role === "device" || actor.role === "brigade" ? (person ?? credential) : null;
}

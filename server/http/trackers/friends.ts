/** Where the brigades are that somebody may see, as OwnTracks shows friends. */
import { type Principal, reach, reaches } from "#domain/may";
import { deviceOf } from "../../pings/ingest.ts";
import type { RouteContext } from "../route.ts";

const YOUNG_MS = 86_400_000;

/** What another server took in is shown so much later at most. */
const FRESH_MS = 1_000;

export async function friendsOf(
  {
    db,
    brigades,
    positions,
    clock,
    rules,
  }: Pick<RouteContext, "db" | "brigades" | "positions" | "clock" | "rules">,
  who: Principal,
): Promise<object[]> {
  const seen = reach(who, "position.see");
  if (!seen) return [];
  await positions.refreshIfOlder(db, FRESH_MS);
  const own = deviceOf(who);
  const since = clock.now() - YOUNG_MS;
  return positions.everything.flatMap(({ brigade, at, lon, lat, accuracy, device }) => {
    const found = brigades.byNumber(brigade);
    if (!found || rules.isRetired(found.code) || at < since || (own !== null && device === own)) return [];
    if (!reaches(seen, { department: found.department, brigade: found.code })) return [];
    return [
      {
        _type: "location",
        // The app tells friends apart by the topic, and writes these two letters on the map.
        topic: `owntracks/${rules.city.code}/${found.code}`,
        tid: letters(found.code),
        lat,
        lon,
        tst: Math.floor(at / 1000),
        ...(accuracy !== null && { acc: Math.round(accuracy) }),
      },
    ];
  });
}

/** limpia-12: L2. */
function letters(code: string): string {
  const plain = code.replace(/[^\p{L}\p{N}]/gu, "");
  return (plain.slice(0, 1) + plain.slice(1).slice(-1)).toUpperCase();
}

/** Shows the views of a wall's link in their turn. Another picture at once: nothing flies over a wall. */

import type { Bounds } from "#geo/boundary";
import { boundsOf } from "#geo/boundary";
import { usePage } from "../../store/page-store.ts";
import type { View } from "../../store/page-url.ts";
import { useWall } from "./wall-store.ts";
import type { Region } from "./wall-url.ts";

/** Null is the whole city. */
type Place = View | Bounds | null;

/** Gives back how to stop. */
export function turnViews(
  turnTo: (place: Place) => void = (place) => usePage.getState().map?.turnTo(place),
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = () => {
    const { turns, turn, link } = useWall.getState();
    const now = turns[turn];
    if (now) turnTo(placeOf(now.region));
    clearTimeout(timer);
    if (turns.length < 2) return;
    timer = setTimeout(
      () => useWall.setState({ turn: (turn + 1) % turns.length }),
      1000 * (now?.seconds ?? link.seconds),
    );
  };
  const offWall = useWall.subscribe((wall, before) => {
    if (wall.turn !== before.turn || wall.turns !== before.turns) show();
  });
  const offPage = usePage.subscribe((page, before) => {
    if (page.map !== before.map && page.map) show();
  });
  show();
  return () => {
    clearTimeout(timer);
    offWall();
    offPage();
  };
}

function placeOf(region: Region): Place {
  switch (region.kind) {
    case "city":
      return null;
    case "view":
      return region;
    case "box":
      return region.box;
    case "sector": {
      const found = usePage.getState().answer?.city.sectors.find(({ code }) => code === region.code);
      return found ? boundsOf(found.geometry) : null;
    }
  }
}

/** Begins the wall: as the live map, but everything about it comes from its link, and nobody touches it. */
import type { Root } from "react-dom/client";
import { followCity } from "../../live/follow-city.ts";
import { loadMap } from "../../map/load-map.ts";
import { showToTests } from "../../show-to-tests.ts";
import { keepReading } from "../../store/keep-reading.ts";
import { usePage } from "../../store/page-store.ts";
import { openPastLink } from "../../store/past-link.ts";
import { applyLink, fitToCity } from "./apply-link.ts";
import { keepWall } from "./keep-wall.ts";
import { keepWallPast } from "./keep-wall-past.ts";
import { renewPage } from "./renew-page.ts";
import { stayAwake } from "./stay-awake.ts";
import { WallPage } from "./WallPage.tsx";
import { useWall } from "./wall-store.ts";

export async function startWall(root: Root, spoken: Promise<void>): Promise<void> {
  void loadMap();
  showToTests();
  applyLink(location.search);
  document.documentElement.dataset.wall = "";
  const opened = location.search;
  const following = followCity();
  await spoken;
  const stop = usePage.subscribe(({ answer }) => {
    if (!answer) return;
    stop();
    // A kiosk that was opened without its view has been given it by now.
    if (location.search !== opened) applyLink(location.search);
    fitToCity();
  });
  keepReading();
  keepWall();
  keepWallPast(window);
  stayAwake();
  renewPage();
  root.render(<WallPage />);
  await following;
  openPastLink(useWall.getState().link.at);
}

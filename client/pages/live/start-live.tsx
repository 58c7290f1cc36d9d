/** Begins the live map: its code, the city and the connection are fetched side by side. */
import type { Root } from "react-dom/client";
import { watchDemo } from "../../live/control-demo.ts";
import { fetchWhenOpened } from "../../live/fetch-when-opened.ts";
import { followCity } from "../../live/follow-city.ts";
import { loadMap } from "../../map/load-map.ts";
import { showToTests } from "../../show-to-tests.ts";
import { speakCityLanguage } from "../../store/actions.ts";
import { keepReading } from "../../store/keep-reading.ts";
import { checkLink, keepUrl } from "../../store/keep-url.ts";
import { openPastLink, readPastLink } from "../../store/past-link.ts";
import { LivePage } from "./LivePage.tsx";

export async function startLive(root: Root, spoken: Promise<void>): Promise<void> {
  await startFollowing(spoken, () => root.render(<LivePage />));
}

/** What every page that follows the city needs; `draw` once there are words for it. */
export async function startFollowing(spoken: Promise<void>, draw: () => void): Promise<void> {
  void loadMap();
  showToTests();
  checkLink();
  const following = followCity();
  await spoken;
  keepReading();
  keepUrl();
  fetchWhenOpened();
  draw();
  await following;
  openPastLink(readPastLink(location.search));
  speakCityLanguage();
  watchDemo();
}

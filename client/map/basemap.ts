/** Puts a style under the reports: the bundled one, or somebody else's with the bundled one to fall back on. */
import type { Map as MapLibre, StyleSpecification } from "maplibre-gl";

const GIVE_UP_AFTER = 10_000;

/**
 * Loads the foreign style at `url`; when it is not there in ten seconds, or any part of it is refused before that, gives
 * it up for `bundled` and calls `onFailed`. The view stays where it is.
 */
export function tryForeignStyle(
  map: MapLibre,
  url: string,
  bundled: () => StyleSpecification,
  onFailed: () => void,
): void {
  let settled = false;
  const settle = (good: boolean) => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    map.off("error", fail);
    map.off("idle", done);
    if (good) return;
    map.setStyle(bundled(), { diff: false });
    onFailed();
  };
  const fail = () => settle(false);
  const done = () => settle(true);
  const timer = setTimeout(fail, GIVE_UP_AFTER);
  map.on("error", fail);
  map.on("idle", done);
  map.setStyle(url, { diff: false });
}

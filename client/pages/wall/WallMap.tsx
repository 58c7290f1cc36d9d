/** The map of a wall: nothing on it can be pressed, and it shows where the link says, in turns. */
import { useEffect, useRef } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { bindMap } from "../../map/bind-map.ts";
import { usePage } from "../../store/page-store.ts";
import { STILL, useMedia, useScale } from "../../ui/use-media.ts";
import { turnViews } from "./turn-views.ts";
import css from "./WallMap.module.css";
import { useWall } from "./wall-store.ts";

/** A mark is read from six metres, too. */
const LARGER = 1.5;

export function WallMap() {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const bound = useRef<ReturnType<typeof bindMap>>(undefined);
  const scale = useScale() * useWall((wall) => wall.scale) * LARGER;
  const stillness = useMedia(STILL);
  const title = t("map.title");

  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is made once; what changes later is handed to it
  useEffect(() => {
    if (!box.current) return;
    bound.current = bindMap(box.current, { title, scale, stillness, onHover: () => {} });
    const stop = turnViews();
    return () => {
      stop();
      bound.current?.stop();
    };
  }, []);
  useEffect(() => bound.current?.setLook(scale, stillness), [scale, stillness]);

  return (
    <div className={css.stage}>
      <div ref={box} className={css.map} inert />
      <Base />
    </div>
  );
}

function Base() {
  const { t } = useWords();
  const approximate = usePage(
    (page) => page.base?.approximate && (page.answer?.basemapStyleUrl === null || page.basemapFailed),
  );
  return approximate ? <p className={css.note}>{t("map.approximate")}</p> : null;
}

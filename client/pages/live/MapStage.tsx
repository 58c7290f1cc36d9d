/** The place of the map on the page, and what floats over it. React draws the frame; the map draws itself. */
import { History, Maximize, Minus, Plus } from "lucide-react";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { bindMap, type MapHover } from "../../map/bind-map.ts";
import { useMay } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { togglePast } from "../../store/past.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { NARROW, PHONE, STILL, useMedia, useScale } from "../../ui/use-media.ts";
import { Legend } from "./Legend.tsx";
import css from "./MapStage.module.css";
import { MapTooltip } from "./MapTooltip.tsx";
import { StartNote } from "./StartNote.tsx";

export function MapStage() {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const bound = useRef<ReturnType<typeof bindMap>>(undefined);
  const [hover, setHover] = useState<MapHover | null>(null);
  const scale = useScale();
  const stillness = useMedia(STILL);
  const phone = useMedia(PHONE);
  const narrow = useMedia(NARROW);
  const hasCard = usePage((page) => page.selection !== null);
  const sheet = usePage((page) => page.insets.bottom);
  const title = t("map.title");

  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is made once; what changes later is handed to it
  useEffect(() => {
    if (!box.current) return;
    bound.current = bindMap(box.current, { title, scale, stillness, onHover: setHover });
    return () => bound.current?.stop();
  }, []);
  useEffect(() => bound.current?.setLook(scale, stillness), [scale, stillness]);
  useEffect(() => {
    // The phone's sheet says itself what it covers.
    if (phone) return;
    const right = hasCard && !narrow ? 25.5 * 16 * scale : 0;
    usePage.setState({ insets: { top: 0, right, bottom: 0, left: 0 } });
  }, [phone, narrow, hasCard, scale]);

  return (
    <div className={css.stage} style={{ "--sheet": `${sheet}px` } as CSSProperties}>
      <div ref={box} className={css.map} />
      <StartNote />
      <MapTooltip hover={hover} />
      <MapButtons />
      <Legend />
      <BaseNote />
    </div>
  );
}

function MapButtons() {
  const { t } = useWords();
  const map = usePage((page) => page.map);
  const mayGoBack = useMay("live.past");
  // Fingers zoom by themselves, and have no key for the past.
  const phone = useMedia(PHONE);
  if (phone && !mayGoBack) return null;
  return (
    <fieldset className={css.buttons} aria-label={t("map.controls")}>
      {!phone && (
        <>
          <IconButton
            icon={Plus}
            label={t("map.closer")}
            keys="+"
            onPress={() => map?.zoomBy(1)}
            placement="right"
          />
          <IconButton
            icon={Minus}
            label={t("map.farther")}
            keys="−"
            onPress={() => map?.zoomBy(-1)}
            placement="right"
          />
          <IconButton
            icon={Maximize}
            label={t("map.wholeCity")}
            keys="0"
            onPress={() => map?.showCity()}
            placement="right"
          />
        </>
      )}
      {mayGoBack && (
        <IconButton icon={History} label={t("past.open")} keys="h" onPress={togglePast} placement="right" />
      )}
    </fieldset>
  );
}

/** Says that the bundled base is a sketch, and why it is there when another one was wanted. */
function BaseNote() {
  const { t } = useWords();
  const foreign = usePage((page) => page.answer?.basemapStyleUrl !== null && !page.basemapFailed);
  const failed = usePage((page) => page.basemapFailed);
  const approximate = usePage((page) => page.base?.approximate ?? false);
  if (foreign) return null;
  return (
    <p className={css.note}>
      {failed && <strong>{t("map.fallback")} · </strong>}
      {approximate && t("map.approximate")}
    </p>
  );
}

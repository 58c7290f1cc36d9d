/** The place of the sectors' map on the page. Its code is fetched when it is first shown. */
import type { Polygon } from "geojson";
import { useEffect, useRef, useState } from "react";
import { Base } from "#contract/city";
import { useWords } from "../../i18n/use-words.ts";
import { getJson } from "../../live/http.ts";
import type { Area, SectorMap as Canvas } from "../../map/sector-map.ts";
import { usePage } from "../../store/page-store.ts";
import { useAnswer } from "../../ui/use-answer.ts";
import css from "./SectorsSection.module.css";

const load = async (signal: AbortSignal) => {
  const [code, base] = await Promise.all([
    import("../../map/sector-map.ts"),
    getJson("/api/city/base", Base, signal),
  ]);
  return { code, base };
};

interface Props {
  areas: readonly Area[];
  chosen: string | null;
  /** What is under the pencil; another object is another shape. */
  pencil: Polygon | "new" | null;
  onPress: (key: string) => void;
  onDrawn: (geometry: Polygon) => void;
}

export function SectorMap({ areas, chosen, pencil, onPress, onDrawn }: Props) {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const ears = useRef({ onPress, onDrawn });
  ears.current = { onPress, onDrawn };
  const { answer } = useAnswer(load);
  const [canvas, setCanvas] = useState<Canvas | null>(null);
  const loaded = answer.phase === "ready" ? answer.value : null;
  const title = t("sectors.map");

  useEffect(() => {
    const city = usePage.getState().answer?.city;
    if (!box.current || !loaded || !city) return;
    const made = new loaded.code.SectorMap(box.current, city, loaded.base, title, {
      onPress: (key) => ears.current.onPress(key),
      onDrawn: (geometry) => ears.current.onDrawn(geometry),
    });
    setCanvas(made);
    return () => {
      setCanvas(null);
      made.remove();
    };
  }, [loaded, title]);
  useEffect(() => canvas?.show(areas, chosen), [canvas, areas, chosen]);
  useEffect(() => canvas?.take(pencil), [canvas, pencil]);
  return <div ref={box} className={css.map} data-ready={canvas !== null || undefined} />;
}

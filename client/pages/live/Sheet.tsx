/**
 * The phone's panel: a sheet over the lower part of the map that can be drawn up by hand, by button or by key. The bar of the past is its
 * foot, so that the way back is in sight however high it stands.
 */
import { ChevronUp } from "lucide-react";
import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { usePast } from "../../store/past.ts";
import { Scrubber } from "../past/Scrubber.tsx";
import css from "./Sheet.module.css";

const stops = ["low", "half", "high"] as const;
type Stop = (typeof stops)[number];
/** Share of the window's height. */
const shares: Record<Stop, number> = { low: 0.2, half: 0.5, high: 0.86 };

export function Sheet({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const [stop, setStop] = useState<Stop>("half");
  const [dragged, setDragged] = useState<number | null>(null);
  const selection = usePage((page) => page.selection);
  const away = usePast((past) => past.phase !== "off");
  const start = useRef<{ y: number; height: number } | null>(null);
  const below = useRef<HTMLDivElement>(null);
  /** Height of the foot, px. */
  const [foot, setFoot] = useState(0);

  useEffect(() => {
    const size = new ResizeObserver(() => setFoot(below.current?.offsetHeight ?? 0));
    if (below.current) size.observe(below.current);
    return () => size.disconnect();
  }, []);
  useEffect(() => {
    // The past is looked at on the map; a card stays open.
    if (usePage.getState().selection === null) setStop(away ? "low" : "half");
  }, [away]);

  useEffect(() => {
    if (selection) setStop((now) => (now === "low" ? "half" : now));
  }, [selection]);
  useEffect(() => {
    // Drawn all the way up it covers the map; what is opened then need not be moved into sight behind it.
    const share = Math.min(shares[stop], shares.half);
    const cover = () =>
      usePage.setState({ insets: { top: 0, right: 0, bottom: window.innerHeight * share + foot, left: 0 } });
    cover();
    addEventListener("resize", cover);
    return () => removeEventListener("resize", cover);
  }, [stop, foot]);

  const height =
    dragged ?? Math.min(shares[stop] * window.innerHeight + foot, shares.high * window.innerHeight);
  const onPointerDown = (event: PointerEvent) => {
    start.current = { y: event.clientY, height };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!start.current) return;
    setDragged(Math.max(80 + foot, start.current.height + start.current.y - event.clientY));
  };
  const onPointerUp = () => {
    if (dragged !== null) setStop(nearest((dragged - foot) / window.innerHeight));
    start.current = null;
    setDragged(null);
  };
  const next = stop === "high" ? "low" : stop === "half" ? "high" : "half";
  return (
    <aside
      className={css.sheet}
      aria-label={t("sheet.title")}
      data-stop={stop}
      data-dragged={dragged !== null || undefined}
      style={{ height: dragged ?? `min(${shares[stop] * 100}dvh + ${foot}px, ${shares.high * 100}dvh)` }}
    >
      <div
        className={css.handle}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
      >
        <span className={css.grip} />
        <Button
          className={css.lift ?? ""}
          aria-label={stop === "high" ? t("sheet.lower") : t("sheet.raise")}
          aria-expanded={stop !== "low"}
          onPress={() => setStop(next)}
        >
          <ChevronUp aria-hidden="true" focusable="false" data-down={stop === "high" || undefined} />
        </Button>
      </div>
      {children}
      <div ref={below} className={css.foot}>
        <Scrubber />
      </div>
    </aside>
  );
}

function nearest(share: number): Stop {
  const byDistance = [...stops].sort((a, b) => Math.abs(shares[a] - share) - Math.abs(shares[b] - share));
  return byDistance[0] ?? "half";
}

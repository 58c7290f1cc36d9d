/** The pin of a report that is being put right: dragged, or moved by arrows. */
import { MapPin } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { useDesk } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import css from "./PlacePin.module.css";

/** px a press of an arrow. */
const STEP = 4;

export function PlacePin() {
  const { t } = useWords();
  const pin = useDesk((desk) => desk.pin);
  const map = usePage((page) => page.map);
  const [, setMoved] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const grip = useRef<{ dx: number; dy: number } | null>(null);
  useEffect(() => map?.onMove(() => setMoved((n) => n + 1)), [map]);
  if (!pin || !map) return null;
  const at = map.pointOf(pin.lon, pin.lat);
  const put = (x: number, y: number) => {
    const { lon, lat } = map.placeAt(x, y);
    useDesk.setState({ pin: { lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)) } });
  };
  const inMap = (event: PointerEvent) => {
    const corner = box.current?.getBoundingClientRect();
    return { x: event.clientX - (corner?.left ?? 0), y: event.clientY - (corner?.top ?? 0) };
  };
  const onPointerDown = (event: PointerEvent) => {
    const { x, y } = inMap(event);
    grip.current = { dx: at.x - x, dy: at.y - y };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!grip.current) return;
    const { x, y } = inMap(event);
    put(x + grip.current.dx, y + grip.current.dy);
  };
  const letGo = () => {
    grip.current = null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!by) return;
    const size = STEP * (event.shiftKey ? 5 : 1);
    put(at.x + (by[0] ?? 0) * size, at.y + (by[1] ?? 0) * size);
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={box} className={css.over}>
      <button
        type="button"
        className={css.pin}
        aria-label={t("desk.correct.pin")}
        style={{ transform: `translate(${at.x}px, ${at.y}px) translate(-50%, -100%)` }}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={letGo}
        onPointerCancel={letGo}
        onKeyDown={onKeyDown}
      >
        <MapPin aria-hidden="true" focusable="false" />
      </button>
    </div>
  );
}

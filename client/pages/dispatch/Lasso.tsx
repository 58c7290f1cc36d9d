/** A pencil over the map: what is drawn around is marked. By keyboard the same is had by "list what is on the map" and "mark all". */
import { type PointerEvent, useRef, useState } from "react";
import { rowsInside } from "#geo/lasso";
import { clearMarks, mark } from "../../store/actions.ts";
import { type Drawing, say, useDesk } from "../../store/desk-store.ts";
import { readNow } from "../../store/keep-reading.ts";
import { usePage } from "../../store/page-store.ts";
import { CLOSED } from "../../store/reading.ts";
import css from "./Lasso.module.css";

/** A line of more corners is drawn no better. */
const LEAST_STEP = 4;

interface Corner {
  x: number;
  y: number;
}

export function Lasso() {
  const drawing = useDesk((desk) => desk.drawing);
  return drawing && <Pencil key={drawing} drawing={drawing} />;
}

function Pencil({ drawing }: { drawing: Drawing }) {
  const [line, setLine] = useState<readonly Corner[]>([]);
  const box = useRef<HTMLDivElement>(null);
  const cornerOf = (event: PointerEvent): Corner => {
    const frame = box.current?.getBoundingClientRect();
    return { x: event.clientX - (frame?.left ?? 0), y: event.clientY - (frame?.top ?? 0) };
  };
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    setLine([cornerOf(event)]);
  };
  const onPointerMove = (event: PointerEvent) => {
    const [first] = line;
    if (!first) return;
    const corner = cornerOf(event);
    const last = line.at(-1) ?? first;
    if (drawing === "rectangle") setLine([first, corner]);
    else if (Math.hypot(corner.x - last.x, corner.y - last.y) >= LEAST_STEP) setLine([...line, corner]);
  };
  const onPointerUp = (event: PointerEvent) => {
    if (line.length > 1) markInside(ringOf(line, drawing === "rectangle"), event.shiftKey);
    useDesk.setState({ drawing: null });
  };
  const shown = ringOf(line, drawing === "rectangle");
  return (
    <div
      ref={box}
      className={css.over}
      role="presentation"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => useDesk.setState({ drawing: null })}
    >
      <svg className={css.line} aria-hidden="true">
        <polygon points={shown.map(({ x, y }) => `${x},${y}`).join(" ")} />
      </svg>
    </div>
  );
}

function ringOf(line: readonly Corner[], rectangle: boolean): readonly Corner[] {
  const [a, b] = [line[0], line.at(-1)];
  if (!rectangle || !a || !b) return line;
  return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }];
}

/** `more`: added to what is marked already. */
function markInside(ring: readonly Corner[], more: boolean): void {
  readNow();
  const { map, reading, live } = usePage.getState();
  const reports = live.city?.reports;
  if (!map || !reading || !reports) return;
  const places = ring.flatMap(({ x, y }) => {
    const { lon, lat } = map.placeAt(x, y);
    return [lon, lat];
  });
  const open = reading.rows.filter((row) => reading.urgency[row] !== CLOSED);
  const inside = rowsInside(places, reports.columns, open);
  if (!more) clearMarks();
  mark(inside.map((row) => reports.columns.id[row] ?? 0));
  say("marked", "", usePage.getState().marked.size);
}

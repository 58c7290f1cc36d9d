/**
 * The list in step with the map: only the rows that can be seen exist. A listbox: arrows move, Enter opens; what is
 * moved over or pointed at is ringed on the map.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type ComponentType,
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useRef,
} from "react";
import { Button } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { idOfFolio } from "../../live/fetch-when-opened.ts";
import {
  clearFilters,
  hover,
  mark,
  selectReportById,
  stepTo,
  toggleMark,
  toggleScope,
} from "../../store/actions.ts";
import { isFiltered } from "../../store/filters.ts";
import { mayDo } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { PHONE, useMedia, useScale } from "../../ui/use-media.ts";
import css from "./ReportList.module.css";
import { ReportRow, type RowProps } from "./ReportRow.tsx";
import { useBroughtIntoSight } from "./use-brought-into-sight.ts";

/** How a report looks in a list. */
export interface RowFace {
  Row: ComponentType<RowProps>;
  /** px at a desk. */
  height: number;
  /** Several can be marked, to be moved together. */
  marks: boolean;
}

const plain: RowFace = { Row: ReportRow, height: 45, marks: false };

export function ReportList({ face = plain }: { face?: RowFace }) {
  const { t } = useWords();
  const reading = usePage((page) => page.reading);
  const closed = usePage((page) => page.me !== null && !mayDo(page, "live.subscribe"));
  if (closed) return null;
  if (!reading) return <Skeleton label={t("list.loading")} />;
  if (reading.list.length === 0) return <Empty />;
  return <Rows list={reading.list} face={face} />;
}

function Rows({ list, face }: { list: Uint32Array; face: RowFace }) {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const phone = useMedia(PHONE);
  const scale = useScale();
  const rowHeight = Math.round((phone ? 56 : face.height) * scale);
  // The same function for the same list, or every place of 100,000 is reckoned anew with each row that is pointed at.
  const keyOf = useCallback((index: number) => list[index] ?? index, [list]);
  const rows = useVirtualizer({
    count: list.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan: 6,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights are asked for anew when the page grows
  useEffect(() => rows.measure(), [rowHeight]);

  const selectedId = usePage((page) =>
    page.selection?.kind === "report" ? idOfFolio(page, page.selection.folio) : null,
  );
  const hovered = usePage((page) => page.hovered);
  const active = usePage((page) => page.activeRow);
  const marked = usePage((page) => page.marked);
  const stood = active ?? selectedId;
  const index = stood === null ? -1 : list.indexOf(stood);
  // What filters have taken away is not opened or marked by a key.
  const activeId = index < 0 ? null : stood;
  // Who closes the fortieth goes on at what is the fortieth then; who filters begins at the top.
  const filters = usePage((page) => page.filters);
  const place = useRef({ filters, index: 0 });
  useEffect(() => {
    if (place.current.filters !== filters) place.current = { filters, index: 0 };
    else if (index >= 0) place.current.index = index;
  }, [filters, index]);
  /** Where the marking of a range began. */
  const anchor = useRef<number | null>(null);

  useEffect(() => {
    // Who closes a card at the desk goes on from there.
    if (selectedId !== null || !face.marks) stepTo(selectedId);
  }, [selectedId, face.marks]);
  const stay = useBroughtIntoSight(list, selectedId, (to) => rows.scrollToIndex(to, { align: "auto" }));

  const go = (index: number) => {
    const to = Math.min(list.length - 1, Math.max(0, index));
    const id = list[to];
    if (id === undefined) return;
    stay();
    stepTo(id);
    hover(id);
    rows.scrollToIndex(to, { align: "auto" });
  };
  const toggle = (id: number) => {
    anchor.current = id;
    toggleMark(id);
  };
  const markUpTo = (id: number) => {
    const [from, to] = [list.indexOf(anchor.current ?? activeId ?? id), list.indexOf(id)];
    if (from >= 0 && to >= 0) mark(list.slice(Math.min(from, to), Math.max(from, to) + 1));
  };
  const onClick = (id: number, event: MouseEvent) => {
    if (face.marks && event.shiftKey) markUpTo(id);
    else if (face.marks && (event.ctrlKey || event.metaKey || isTick(event.target))) toggle(id);
    else selectReportById(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = index < 0 ? place.current.index - 1 : index;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 1);
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: Math.max(0, at - 1),
      k: Math.max(0, at - 1),
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: list.length - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) {
      if (face.marks && event.shiftKey && activeId !== null) anchor.current ??= activeId;
      else anchor.current = null;
      go(to);
      const reached = usePage.getState().activeRow;
      if (face.marks && event.shiftKey && reached !== null) markUpTo(reached);
    } else if (event.key === " " && face.marks && activeId !== null) toggle(activeId);
    else if ((event.key === "Enter" || event.key === " ") && activeId !== null) selectReportById(activeId);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const items = rows.getVirtualItems();
  const shown = activeId !== null && items.some((item) => item.key === activeId);
  return (
    <div
      ref={box}
      className={css.box}
      role="listbox"
      tabIndex={0}
      id="report-list"
      aria-label={t("list.title")}
      aria-multiselectable={face.marks || undefined}
      aria-activedescendant={shown ? `report-${activeId}` : undefined}
      onKeyDown={onKeyDown}
      onWheel={stay}
      onPointerDown={stay}
      onFocus={() => {
        const next = list[Math.min(place.current.index, list.length - 1)];
        if (activeId === null && next !== undefined) stepTo(next);
      }}
      onPointerLeave={() => hover(null)}
    >
      <div role="presentation" className={css.space} style={{ height: rows.getTotalSize() }}>
        {items.map((item) => {
          const id = list[item.index] ?? 0;
          return (
            <Option
              key={id}
              id={id}
              index={item.index}
              size={list.length}
              top={item.start}
              height={rowHeight}
              active={id === activeId}
              selected={id === selectedId}
              marked={face.marks ? marked.has(id) : null}
              hovered={id === hovered}
              Row={face.Row}
              onClick={onClick}
            />
          );
        })}
      </div>
    </div>
  );
}

interface OptionProps {
  id: number;
  index: number;
  size: number;
  top: number;
  height: number;
  active: boolean;
  selected: boolean;
  /** Null where none can be. */
  marked: boolean | null;
  hovered: boolean;
  Row: RowFace["Row"];
  onClick: (id: number, event: MouseEvent) => void;
}

/** What is pressed to mark a row, without a key held. */
function isTick(target: EventTarget): boolean {
  return target instanceof Element && target.closest("[data-tick]") !== null;
}

function Option({
  id,
  index,
  size,
  top,
  height,
  active,
  selected,
  marked,
  hovered,
  Row,
  onClick,
}: OptionProps) {
  const { live, reading, language } = usePage.getState();
  const now = reading?.at ?? live.clock.now();
  const version = live.city?.reports.get(id)?.version ?? 0;
  const stamp = `${version}|${Math.floor(now / 60_000)}|${language}`;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus, and says which option is active
    <div
      id={`report-${id}`}
      className={css.option}
      role="option"
      aria-selected={marked ?? selected}
      aria-current={(marked !== null && selected) || undefined}
      aria-setsize={size}
      aria-posinset={index + 1}
      data-open={selected || undefined}
      data-active={active || undefined}
      data-hovered={hovered || undefined}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={(event) => onClick(id, event)}
      onPointerEnter={() => hover(id)}
    >
      <Row id={id} stamp={stamp} now={now} marked={marked ?? false} />
    </div>
  );
}

function Empty() {
  const { t } = useWords();
  const filters = usePage((page) => page.filters);
  const scope = usePage((page) => page.scope);
  const anyOpen = usePage((page) => (page.reading?.figures.open ?? 0) > 0);
  const filtered = isFiltered(filters);
  const words = filtered
    ? t("empty.filtered")
    : scope === "map" && anyOpen
      ? t("empty.here")
      : t("empty.calm");
  return (
    <div className={css.empty} role="status">
      <p className={css.emptyWords}>{words}</p>
      {filtered && (
        <Button className={css.action ?? ""} onPress={clearFilters}>
          {t("filters.clear")}
        </Button>
      )}
      {!filtered && scope === "map" && anyOpen && (
        <Button className={css.action ?? ""} onPress={toggleScope}>
          {t("empty.everywhere")}
        </Button>
      )}
    </div>
  );
}

function Skeleton({ label }: { label: string }) {
  return (
    <div className={css.skeleton} role="status" aria-label={label}>
      {Array.from({ length: 20 }, (_, i) => `row-${i}`).map((key) => (
        <div key={key} className={css.ghost} />
      ))}
    </div>
  );
}

/** The marks of the map for lists, cards and legends: the same forms, drawn by the same measures (map/layers/mark-layer.ts). */
import css from "./Mark.module.css";

export type MarkKind = "comfortable" | "soon" | "late" | "closed";

export function Mark({
  kind,
  reopened = false,
  left = 0.6,
}: {
  kind: MarkKind;
  reopened?: boolean;
  left?: number;
}) {
  const size = reopened ? 0.74 : 1;
  return (
    <svg className={css.mark} viewBox="-10 -10 20 20" aria-hidden="true" focusable="false">
      {reopened && <circle className={css.reopened} r="8.2" fill="none" strokeWidth="2" />}
      {kind === "comfortable" &&
        (reopened ? (
          <circle className={css.reopened} r="4" fill="none" strokeWidth="2" />
        ) : (
          <circle className={css.comfortable} r="5.2" />
        ))}
      {kind === "soon" && <circle className={css.soon} r={4.2 * size} />}
      {kind === "soon" && !reopened && <ClosingRing left={left} />}
      {kind === "late" && <path className={css.late} d={diamond(8.8 * size)} />}
      {kind === "closed" && (
        <path className={css.closed} d="M-4.6 .3-1.2 3.8 4.8-4" fill="none" strokeWidth="2.2" />
      )}
    </svg>
  );
}

function ClosingRing({ left }: { left: number }) {
  const around = 2 * Math.PI * 7.6;
  return (
    <g transform="rotate(-90)" fill="none">
      <circle className={css.track} r="7.6" strokeWidth="1.4" />
      <circle className={css.ring} r="7.6" strokeWidth="2.2" strokeDasharray={`${around * left} ${around}`} />
    </g>
  );
}

function diamond(r: number): string {
  return `M0 ${-r} ${r} 0 0 ${r} ${-r} 0z`;
}

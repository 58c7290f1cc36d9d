/** `window.cuadrilla`: what tests and benchmarks ask the page, and people who help others by telephone. Read only. */
import type { Digest } from "#domain/digest";
import { usePage } from "./store/page-store.ts";

export interface Cuadrilla {
  /** The map with reports has been drawn and the city is live. */
  readonly ready: boolean;
  readonly mismatches: number;
  readonly snapshots: number;
  readonly resumes: number;
  cursor(): number | null;
  /** The cursor up to which list, figures and marks show the city; −1 before they do. */
  shown(): number;
  digest(): Digest | null;
}

declare global {
  interface Window {
    cuadrilla: Cuadrilla;
  }
}

export function showToTests(): void {
  const page = usePage.getState;
  let shown = -1;
  window.cuadrilla = {
    get ready() {
      return page().drawn && page().link?.phase === "live";
    },
    get mismatches() {
      return page().link?.mismatches ?? 0;
    },
    get snapshots() {
      return page().link?.snapshots ?? 0;
    },
    get resumes() {
      return page().link?.resumes ?? 0;
    },
    cursor: () => page().live.city?.cursor ?? null,
    shown: () => {
      const { reading, live } = page();
      if (live.city && reading?.changes === live.city.reports.changes) shown = live.city.cursor;
      return shown;
    },
    digest: () => page().live.city?.reports.digest ?? null,
  };
}

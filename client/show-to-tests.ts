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
  digest(): Digest | null;
}

declare global {
  interface Window {
    cuadrilla: Cuadrilla;
  }
}

export function showToTests(): void {
  const page = usePage.getState;
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
    digest: () => page().live.city?.reports.digest ?? null,
  };
}

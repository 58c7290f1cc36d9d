/** A past minute in a link: `at=2026-11-25T20:32Z`. */
import { usePage } from "./page-store.ts";
import { enterPast } from "./past.ts";

const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/;

export function readPastLink(search: string): number | null {
  const text = new URLSearchParams(search).get("at") ?? "";
  const at = FORM.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** A link with the minute that is shown, if that is a past one. */
export function withPast(link: string, at: number | null): string {
  if (at === null) return link;
  const minute = `at=${new Date(at).toISOString().slice(0, 16)}Z`;
  return link === "" ? `?${minute}` : `${link}&${minute}`;
}

/** Goes there once the present is known, without which there is no way back. */
export function openPastLink(at: number | null): void {
  if (at === null) return;
  const go = () => void enterPast(at);
  if (usePage.getState().reading) {
    go();
    return;
  }
  const stop = usePage.subscribe(({ reading }) => {
    if (!reading) return;
    stop();
    // Not within the telling of that reading, to which others listen as well.
    queueMicrotask(go);
  });
}

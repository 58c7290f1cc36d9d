/** Gives the focus to the first of several places that is there and can be seen: what is hidden takes none. */
export function focusFirst(places: readonly (Element | string | null)[]): void {
  for (const place of places) {
    const found = typeof place === "string" ? document.querySelector(place) : place;
    if (!(found instanceof HTMLElement) || found === document.body) continue;
    found.focus({ preventScroll: true });
    if (found.contains(document.activeElement)) return;
  }
}

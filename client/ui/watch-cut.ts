/**
 * For a row that scrolls sideways: tells CSS at which ends something is cut off (`data-cut="start end"`), where base.css
 * fades it out. Given to `ref`.
 */
export function watchCut(row: HTMLElement | null): (() => void) | undefined {
  if (!row) return undefined;
  const look = () => {
    const { scrollLeft, scrollWidth, clientWidth } = row;
    const cut = [scrollLeft > 1 && "start", scrollLeft + clientWidth < scrollWidth - 1 && "end"];
    row.dataset.cut = cut.filter(Boolean).join(" ");
  };
  row.addEventListener("scroll", look, { passive: true });
  const size = new ResizeObserver(look);
  size.observe(row);
  const content = new MutationObserver(look);
  content.observe(row, { childList: true, characterData: true, subtree: true });
  look();
  return () => {
    row.removeEventListener("scroll", look);
    size.disconnect();
    content.disconnect();
  };
}

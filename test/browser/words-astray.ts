/** Whether all words of a page can be read: none is cut off, covered by something else, or outside of where it belongs. */
import type { Page } from "playwright-core";

/**
 * What is wrong with which words, by their boxes. A line for which a list has no room at all is no fault, nor is the end of one that is
 * shortened by an ellipsis; but over the map, where nothing makes room for anything, both are.
 */
export function wordsAstray(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // A bar that has just grown says how high it is in one picture, and what stands above it moves in the next.
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
    const faults: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const words = text.textContent?.trim() ?? "";
      const own = text.parentElement;
      if (!own || words === "" || own.closest("[inert], noscript, script, style")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const { fontSize } = getComputedStyle(own);
      for (const line of range.getClientRects()) {
        // Of a letter's box the middle has the ink.
        const middle = (line.top + line.bottom) / 2;
        const box = { left: line.left, right: line.right, top: middle, bottom: middle };
        box.top -= 0.35 * Number.parseFloat(fontSize);
        box.bottom += 0.35 * Number.parseFloat(fontSize);
        const fault = whyUnread(box, own);
        if (fault) faults.push(`${fault}: ${words}`);
      }
    }
    return faults;

    function whyUnread(box: { left: number; right: number; top: number; bottom: number }, own: Element) {
      const overMap = own.closest("main") !== null;
      let [isCut, isGone] = [false, false];
      for (let each: Element | null = own; each; each = each.parentElement) {
        const { overflowX, overflowY, textOverflow, display } = getComputedStyle(each);
        if ((overflowX === "visible" && overflowY === "visible") || display === "inline") continue;
        const clip = each.getBoundingClientRect();
        isGone ||= box.left >= clip.right || box.right <= clip.left;
        isGone ||= box.top >= clip.bottom || box.bottom <= clip.top;
        if (textOverflow === "ellipsis" && !overMap) {
          box.left = Math.max(box.left, clip.left);
          box.right = Math.min(box.right, clip.right);
        }
        isCut ||= box.left < clip.left - 1 || box.right > clip.right + 1;
        isCut ||= box.top < clip.top - 1 || box.bottom > clip.bottom + 1;
      }
      if (isGone) return overMap ? "outside" : undefined;
      if (isCut) return "cut off";
      for (const x of [box.left + 2, (box.left + box.right) / 2, box.right - 2]) {
        const top = document.elementFromPoint(x, (box.top + box.bottom) / 2);
        if (top && !top.contains(own) && !own.contains(top)) return "covered";
      }
      return undefined;
    }
  });
}

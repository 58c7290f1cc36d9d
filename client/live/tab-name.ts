/**
 * What the page calls itself to the server: another name for each that is open, and the same one after a reload, so that what was
 * claimed before it is still one's own. A page that is copied (another tab of the same) gets a name of its own, because the name
 * lies in the browser's memory only from the moment that its page goes until the next one begins.
 */

const KEPT = "cuadrilla.tab";

type Memory = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export function tabName(memory: () => Memory, page: Pick<Window, "addEventListener">): string {
  const kept = tryTo(() => {
    const name = memory().getItem(KEPT);
    memory().removeItem(KEPT);
    return name;
  });
  const name = kept ?? newName();
  page.addEventListener("pagehide", () => tryTo(() => memory().setItem(KEPT, name)));
  // Back from where the browser had frozen it.
  page.addEventListener("pageshow", () => tryTo(() => memory().removeItem(KEPT)));
  return name;
}

/** Where the browser keeps nothing, each load is another page. */
function tryTo<T>(use: () => T): T | null {
  try {
    return use();
  } catch {
    return null;
  }
}

/** Not `randomUUID`: it is missing where a page is served without TLS. */
function newName(): string {
  const numbers = crypto.getRandomValues(new Uint32Array(4));
  return [...numbers].map((number) => number.toString(36)).join("-");
}

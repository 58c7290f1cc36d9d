import { expect, test } from "vitest";
import { tabName } from "../../client/live/tab-name.ts";

/** A tab of a browser: what it keeps, and the page that is in it. */
function tabWith(kept: Map<string, string>) {
  const memory = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  return {
    open() {
      const page = new EventTarget();
      return { name: tabName(() => memory, page), page };
    },
  };
}

test("a page keeps its name over a reload, and a copy of it while it is open has another", () => {
  const kept = new Map<string, string>();
  const tab = tabWith(kept);
  const first = tab.open();
  const copy = tabWith(new Map(kept)).open();
  expect(copy.name).not.toBe(first.name);
  first.page.dispatchEvent(new Event("pagehide"));
  const second = tab.open();
  expect(second.name).toBe(first.name);
  expect(tabWith(new Map(kept)).open().name).not.toBe(second.name);
});

test("a page that comes back from where the browser had frozen it leaves its name to nobody", () => {
  const kept = new Map<string, string>();
  const { name, page } = tabWith(kept).open();
  page.dispatchEvent(new Event("pagehide"));
  page.dispatchEvent(new Event("pageshow"));
  expect(tabWith(new Map(kept)).open().name).not.toBe(name);
});

test("without a memory each load is another page, and has a name that the server takes", () => {
  const none = () => {
    throw new DOMException("denied", "SecurityError");
  };
  const names = [1, 2].map(() => tabName(none, new EventTarget()));
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^[0-9a-z-]{8,64}$/);
});

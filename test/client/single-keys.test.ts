/** Whoever turns single letters off has none of them, and keeps everything else. */
import { afterEach, expect, test } from "vitest";
import { isSilenced, setSingleKeys } from "../../client/store/single-keys.ts";

const kept = new Map<string, string>();
afterEach(() => {
  setSingleKeys(true);
  Reflect.deleteProperty(globalThis, "localStorage");
});

test("letters, figures and signs are silent once they are turned off, and the browser keeps that", () => {
  globalThis.localStorage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  } as Storage;
  const keys = ["a", "N", "?", "0", ",", " ", "Enter", "Escape", "ArrowLeft"];
  expect(keys.filter(isSilenced)).toEqual([]);
  setSingleKeys(false);
  expect(keys.filter(isSilenced)).toEqual(["a", "N", "?", "0", ","]);
  expect([...kept.values()]).toEqual(["off"]);
});

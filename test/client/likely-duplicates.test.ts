/** How often the server is asked what an opened report repeats. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { likelyDuplicates } from "../../client/live/likely-duplicates.ts";

const browserFetch = globalThis.fetch;
let asked = 0;
let answers = true;

beforeEach(() => {
  asked = 0;
  answers = true;
  globalThis.fetch = async () => {
    asked++;
    if (!answers) throw new TypeError("no answer");
    return Response.json({ candidates: [] });
  };
});
afterEach(() => {
  globalThis.fetch = browserFetch;
});

const opened = () => ({ kind: "report", folio: "7YXJ6-TTF2H" }) as const;

test("is once for each opening, also when its card comes back from under a form, and anew for the next", async () => {
  const first = opened();
  expect(await likelyDuplicates(first)).toEqual({ candidates: [] });
  await likelyDuplicates(first);
  expect(asked).toBe(1);
  await likelyDuplicates(opened());
  expect(asked).toBe(2);
});

test("is not said where no answer comes", async () => {
  answers = false;
  expect(await likelyDuplicates(opened())).toBeNull();
});

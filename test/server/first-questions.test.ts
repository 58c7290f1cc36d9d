import { describe, expect, test } from "vitest";
import { pagePaths } from "#contract/pages";
import { firstQuestions } from "#server/http/first-questions";
import { routes } from "#server/http/routes";

describe("what a page asks first", () => {
  test("is asked beforehand of the pages that follow the city", () => {
    const following = pagePaths.filter((path) => firstQuestions(path) !== undefined);
    expect(following).toEqual(["/", "/wall", "/dispatch"]);
  });

  test("is the city among what can be asked", () => {
    const paths = routes.filter(({ method }) => method === "get").map(({ path }) => path);
    const asked = [...(firstQuestions("/dispatch") ?? "").matchAll(/<([^>]+)>/g)].map(([, url]) => url);
    expect(asked).toContain("/api/live/snapshot");
    for (const url of asked) expect(paths).toContain(url);
  });
});

import { describe, expect, test } from "vitest";
import { pagePaths } from "#contract/pages";
import { firstQuestions } from "#server/http/first-questions";
import { routes } from "#server/http/routes";

const asked = (path: string, isSignedIn: boolean) =>
  [...(firstQuestions(path, isSignedIn) ?? "").matchAll(/<([^>]+)>/g)].map(([, url]) => url);

describe("what a page asks first", () => {
  test("is for the pages that follow the city, and the city itself for those who have signed in", () => {
    const following = pagePaths.filter((path) => firstQuestions(path, true) !== undefined);
    expect(following).toEqual(["/", "/wall", "/dispatch"]);
    expect(asked("/dispatch", true)).toContain("/api/live/snapshot");
    expect(asked("/dispatch", false)).not.toContain("/api/live/snapshot");
  });

  test("can be asked", () => {
    const paths = routes.filter(({ method }) => method === "get").map(({ path }) => path);
    for (const url of asked("/", true)) expect(paths).toContain(url);
  });
});

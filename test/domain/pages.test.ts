/** Which paths are pages, and where a sign-in may lead back to. */
import { describe, expect, test } from "vitest";
import { pageOf, pagePaths, safeReturn } from "#contract/pages";

const origin = "https://city.example";

describe("pages", () => {
  test("are all known by their paths, and nothing else is one", () => {
    for (const path of pagePaths) expect(pageOf(path).name, path).not.toBe("unknown");
    for (const path of ["/admin/", "/admin/nothing", "/sign-in/", "/api/me", "//", ""])
      expect(pageOf(path).name, path).toBe("unknown");
    expect(pageOf("/admin/people")).toEqual({ name: "admin", section: "people" });
  });
});

describe("the way back after signing in", () => {
  test.each([
    ["/?late=1&theme=dark", "/?late=1&theme=dark"],
    ["/admin/keys", "/admin/keys"],
    ["/account#x", "/account"],
  ])("leads to a page of ours: %s", (wanted, path) => {
    expect(safeReturn(wanted, origin)).toBe(path);
  });

  test.each([
    null,
    "",
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example/",
    "/\t/elsewhere.example",
    "javascript:alert(1)",
    "/api/sign-out",
    "/sign-in?to=/",
    "/../admin/nothing",
  ])("leads to the map instead of %s", (wanted) => {
    expect(safeReturn(wanted, origin)).toBe("/");
  });
});

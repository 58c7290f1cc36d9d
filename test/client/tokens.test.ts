/** The contrasts that the look promises, computed from the tokens themselves. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("../../client/ui/tokens.css", import.meta.url), "utf8");

function tokensOf(block: RegExp): Record<string, string> {
  const body = block.exec(css)?.[1] ?? "";
  return Object.fromEntries([...body.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]));
}

const themes = {
  dark: tokensOf(/^:root \{([^}]*)\}/m),
  light: tokensOf(/^:root\[data-theme="light"\] \{([^}]*)\}/m),
};

/** Relative luminance as WCAG 2 defines it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) throw new Error("a token is missing");
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe.each(Object.entries(themes))("the %s tokens", (_, tokens) => {
  const marks = ["comfortable", "soon", "late", "reopened", "brigade", "stale"];
  test.each(marks)("mark %s stands out from ground, panel and map by 4.4 or more", (mark) => {
    for (const behind of ["ground", "panel", "map-land", "map-park", "map-hill"])
      expect(contrast(tokens[mark], tokens[behind]), behind).toBeGreaterThanOrEqual(4.4);
  });

  test.each(["text", "muted", "accent"])("text in %s reads on ground and panel by 5.9 or more", (role) => {
    for (const behind of ["ground", "panel"])
      expect(contrast(tokens[role], tokens[behind]), behind).toBeGreaterThanOrEqual(5.9);
  });

  test("text on raised panels, on the accent and on the map reads as WCAG AA wants", () => {
    expect(contrast(tokens.text, tokens.raised)).toBeGreaterThanOrEqual(7);
    expect(contrast(tokens.muted, tokens.raised)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens["on-accent"], tokens.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens["map-label"], tokens["map-land"])).toBeGreaterThanOrEqual(4.5);
  });

  test("the base map stays quiet: nothing in it stands out as a mark does", () => {
    for (const quiet of ["map-park", "map-hill", "map-water", "map-street", "map-avenue", "map-outside"])
      expect(contrast(tokens[quiet], tokens["map-land"]), quiet).toBeLessThan(1.7);
  });
});

test("both themes have the same roles", () => {
  expect(Object.keys(themes.light).sort()).toEqual(Object.keys(themes.dark).sort());
});

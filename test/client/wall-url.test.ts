/** A wall's link: any text gives a wall, and says what of it was left out. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KioskView } from "#contract/administration";
import {
  MOST_FIGURES,
  readWall,
  turnsOf,
  wallFigures,
  wallParameters,
} from "../../client/pages/wall/wall-url.ts";

const unset = Object.fromEntries(Object.entries(wallParameters).map(([name, { unset }]) => [name, unset]));

describe("a wall's link", () => {
  test("that says nothing is the whole city", () => {
    expect(readWall("")).toEqual({ wall: unset, ignored: [] });
    expect(turnsOf(readWall("").wall)).toEqual([{ region: { kind: "city" }, seconds: null }]);
  });

  test("says region, turns, filters, counters, layers, look and instant", () => {
    const link =
      "?views=valle@20|city|-100.36,25.65,14.5@40|-100.4,25.6,-100.3,25.7&seconds=15&dep=obras.parques&late=1" +
      "&figures=late.free&rows=2&news=8&panel=right&layers=reports.brigades&lang=en&theme=light&scale=1.5" +
      "&count=view&at=2026-11-25T20:32Z";
    const { wall, ignored } = readWall(link);
    expect(ignored).toEqual([]);
    expect(wall).toMatchObject({
      seconds: 15,
      dep: ["obras", "parques"],
      late: true,
      figures: ["late", "free"],
      rows: 2,
      news: 8,
      panel: "right",
      layers: ["reports", "brigades"],
      lang: "en",
      theme: "light",
      scale: 1.5,
      count: "view",
      at: Date.parse("2026-11-25T20:32:00Z"),
    });
    expect(turnsOf(wall)).toEqual([
      { region: { kind: "sector", code: "valle" }, seconds: 20 },
      { region: { kind: "city" }, seconds: null },
      { region: { kind: "view", lon: -100.36, lat: 25.65, zoom: 14.5 }, seconds: 40 },
      { region: { kind: "box", box: [-100.4, 25.6, -100.3, 25.7] }, seconds: null },
    ]);
    expect(KioskView.safeParse(`/wall${link}`).success).toBe(true);
  });

  test("is shown as far as it makes sense, and every part that does not is named", () => {
    const { wall, ignored } = readWall(
      "?view=1,2&figures=late.nonsense&views=valle@2|city@9&scale=9&colour=red&rows=-1&late=yes&news=3&news=4&at=soon",
    );
    expect(wall).toEqual({
      ...unset,
      figures: ["late"],
      views: [{ region: { kind: "city" }, seconds: 9 }],
      news: 3,
    });
    expect(ignored).toEqual(
      [
        ["view", "1,2"],
        ["figures", "nonsense"],
        ["views", "valle@2"],
        ["scale", "9"],
        ["colour", "red"],
        ["rows", "-1"],
        ["late", "yes"],
        ["news", "4"],
        ["at", "soon"],
      ].map(([name, value]) => ({ name, value })),
    );
  });

  test.each([
    ["?sector=valle&view=-100.4,25.6,14", "view", [["sector", "valle"]]],
    ["?bbox=-100.5,25.5,-100.3,25.7&sector=valle", "box", [["sector", "valle"]]],
    [
      "?view=-100.4,25.6,14&views=valle|city&bbox=-100.5,25.5,-100.3,25.7",
      "sector",
      [
        ["view", "-100.4,25.6,14"],
        ["bbox", "-100.5,25.5,-100.3,25.7"],
      ],
    ],
    ["?views=valle@2&sector=valle", "sector", [["views", "valle@2"]]],
  ])(
    "that says in several ways where it is (%s) shows the first of %s and names the others",
    (search, kind, left) => {
      const { wall, ignored } = readWall(search);
      expect(turnsOf(wall)[0]?.region.kind).toBe(kind);
      expect(ignored).toEqual(left.map(([name, value]) => ({ name, value })));
    },
  );

  test("shows seven counters at the most", () => {
    const { wall, ignored } = readWall(`?figures=${wallFigures.join(".")}`);
    expect(wall.figures).toEqual(wallFigures.slice(0, MOST_FIGURES));
    expect(ignored.length).toBe(wallFigures.length - MOST_FIGURES);
  });

  test("has each of its parameters in the table of the document, with the form that it takes", () => {
    const table = readFileSync(new URL("../../docs/wall.md", import.meta.url), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .map((line) =>
        line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|").replaceAll("`", "")),
      );
    expect(table.map(([, name, form]) => [name, form])).toEqual(
      Object.entries(wallParameters).map(([name, { form }]) => [name, form]),
    );
    const figures = table.find(([, name]) => name === "figures");
    for (const name of wallFigures) expect(figures?.[4]).toContain(name);
    expect(readWall(`?figures=${figures?.[3]}`).wall.figures).toEqual(wallParameters.figures.unset);
  });

  test("never fails, whatever text it is", () => {
    const name = fc.oneof(
      fc.constantFrom(...Object.keys(wallParameters), "__proto__", "toString"),
      fc.string(),
    );
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.stringMatching(/^[\d.,|@e+-]{0,40}$/),
      fc.constantFrom("1e999,0,0", "NaN,NaN,NaN", "@@", "|||", "%", "city@5@5"),
    );
    const pair = fc.tuple(name, value).map(([key, text]) => `${key}=${text}`);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pair).map((all) => `?${all.join("&")}`),
        ),
        (search) => {
          const { wall, ignored } = readWall(search);
          expect(Object.keys(wall).sort()).toEqual(Object.keys(wallParameters).sort());
          expect(wall.figures.length).toBeLessThanOrEqual(MOST_FIGURES);
          expect(turnsOf(wall).length).toBeGreaterThan(0);
          for (const { region } of turnsOf(wall))
            if (region.kind === "view") expect(Number.isFinite(region.zoom)).toBe(true);
          for (const each of ignored) expect(typeof each.name).toBe("string");
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** What is typed into the administration, and what is said of what others changed. */
import { describe, expect, test } from "vitest";
import { changedEntries, changedFields, codeOf, withEntry } from "../../client/pages/admin/differences.ts";
import { readUpload } from "../../client/pages/admin/sector-file.ts";
import { hoursIn, hoursText, listOf, numberOf, placeOf } from "../../client/pages/admin/typed.ts";

describe("what is typed", () => {
  test("is a number, a list, a place, hours, or is said to be none", () => {
    expect([numberOf("1,5"), numberOf(" 36 ")]).toEqual([1.5, 36]);
    for (const none of ["", "doce", "0", "-1", "1e999"]) expect(numberOf(none), none).toBeNull();
    expect(listOf(" asfalto, carga ,, asfalto")).toEqual(["asfalto", "carga"]);
    expect(placeOf("25.6576, -100.4025")).toEqual([-100.4025, 25.6576]);
    for (const none of ["", "25.6", "25.6, x", "95, 0", "1,2,3"]) expect(placeOf(none), none).toBeNull();
    expect(hoursIn("08:00-13:00, 14:00–17:00")).toEqual([
      ["08:00", "13:00"],
      ["14:00", "17:00"],
    ]);
    expect(hoursText(hoursIn("08:00-13:00,14:00-17:00") ?? [])).toBe("08:00–13:00, 14:00–17:00");
    expect(hoursIn("")).toEqual([]);
    for (const none of ["8-13", "13:00-08:00", "08:00"]) expect(hoursIn(none), none).toBeNull();
  });

  test("gets a code that nobody has yet", () => {
    expect(codeOf("Poda de Árbol, señal", [])).toBe("poda-de-arbol-senal");
    expect(codeOf("Bache", ["bache", "bache-2"])).toBe("bache-3");
    expect(codeOf("¿?", [])).toBe("nuevo");
    expect(codeOf("x".repeat(100), [])).toMatch(/^x{44}$/);
  });
});

describe("what somebody else changed", () => {
  const list = [
    { code: "a", name: "A" },
    { code: "b", name: "B" },
  ];
  test("is named, and stays when one's own entry is put in its place", () => {
    expect(changedFields({ name: "A", role: "x" }, { name: "A", role: "y" })).toEqual(["role"]);
    expect(
      changedEntries(list, [
        { code: "a", name: "Z" },
        { code: "c", name: "C" },
      ]),
    ).toEqual(["a", "b", "c"]);
    expect(withEntry(list, { code: "b", name: "Y" })).toEqual([list[0], { code: "b", name: "Y" }]);
    expect(withEntry(list, { code: "c", name: "C" })).toEqual([...list, { code: "c", name: "C" }]);
  });
});

describe("a file of sectors", () => {
  const area = (properties: object | null) => ({
    type: "Feature",
    properties,
    geometry: {
      type: "Polygon",
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    },
  });
  const file = (...features: object[]) => JSON.stringify({ type: "FeatureCollection", features });

  test("is known as the city's own form, or asks which property is the name", () => {
    expect(readUpload(file(area({ code: "x", name: "X" })))?.coded).toBe(true);
    const other = readUpload(file(area({ colonia: "X", id: 1 }), area({ colonia: "Y", id: 2, more: "z" })));
    expect(other?.coded).toBe(false);
    expect(other?.properties).toEqual(["colonia", "id"]);
  });

  test.each([
    "",
    "{}",
    "[",
    file(),
    file({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [0, 0] } }),
  ])("is none when it is %s", (text) => {
    expect(readUpload(text)).toBeNull();
  });
});

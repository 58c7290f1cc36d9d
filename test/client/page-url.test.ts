import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { statuses } from "#contract/report";
import { folioCount, folioOf } from "#domain/folio";
import { figureFilters } from "../../client/store/filters.ts";
import { emptyLink, type PageLink, readLink, themes, writeLink } from "../../client/store/page-url.ts";

const code = fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,8})?$/);
const codes = fc.uniqueArray(code, { maxLength: 5 });
const links: fc.Arbitrary<PageLink> = fc.record({
  view: fc.option(
    fc.record({
      lon: fc.integer({ min: -18_000_000, max: 18_000_000 }).map((n) => n / 1e5),
      lat: fc.integer({ min: -8_500_000, max: 8_500_000 }).map((n) => n / 1e5),
      zoom: fc.integer({ min: 0, max: 2400 }).map((n) => n / 100),
    }),
  ),
  filters: fc.record({
    departments: codes,
    services: codes,
    statuses: fc.subarray([...statuses]),
    figures: fc.subarray([...figureFilters]),
  }),
  scope: fc.constantFrom("all" as const, "map" as const),
  selection: fc.option(
    fc.oneof(
      fc
        .integer({ min: 0, max: folioCount - 1 })
        .map((n) => ({ kind: "report" as const, folio: folioOf(n) })),
      code.map((brigade) => ({ kind: "brigade" as const, code: brigade })),
    ),
  ),
  language: fc.option(fc.constantFrom("es", "en")),
  theme: fc.option(fc.constantFrom(...themes)),
});

describe("a link", () => {
  test("carries the whole view there and back", () => {
    fc.assert(
      fc.property(links, (link) => {
        expect(readLink(writeLink(link))).toEqual(link);
      }),
    );
  });

  test("needs no escaping, so that it survives being copied, read aloud and typed", () => {
    fc.assert(
      fc.property(links, (link) => {
        expect(writeLink(link)).toMatch(/^(\?[A-Za-z0-9.,:&=-]+)?$/);
      }),
    );
  });

  test("that is nonsense shows the whole city and never throws", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        readLink(text);
      }),
    );
    expect(readLink("?view=1,2&sel=nothing&st=flying&late=yes&theme=pink")).toEqual(emptyLink);
    expect(readLink("?view=200,95,99").view).toBeNull();
    expect(readLink("?view=,,").view).toBeNull();
  });
});

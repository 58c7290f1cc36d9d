import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noFilters } from "../../client/store/filters.ts";
import { knownFilters, linkFaults } from "../../client/store/link-faults.ts";
import { readLink } from "../../client/store/page-url.ts";
import { smallCity } from "./small-city.ts";

describe("a link that asks for what is not there", () => {
  test("has each such part told, and nothing else", () => {
    const { departments, services } = smallCity;
    const link = `?view=1,2&dep=${departments[0]?.code}.moon&svc=${services[0]?.code}.Trash%20can&st=received.flying&late=yes&soon=1&sel=22222-22223&lang=xx`;
    expect(linkFaults(link, smallCity)).toEqual([
      { part: "folio", value: "22222-22223" },
      { part: "department", value: "moon" },
      { part: "service", value: "Trash can" },
      { part: "status", value: "flying" },
      { part: "filter", value: "late=yes" },
      { part: "view", value: "1,2" },
    ]);
    expect(linkFaults("?sel=b:Nobody%20there", smallCity)).toEqual([
      { part: "brigade", value: "b:Nobody there" },
    ]);
  });

  test("keeps the rest of what it asks for", () => {
    const { filters } = readLink(`?dep=moon&svc=${smallCity.services[0]?.code}.moon&st=flying.closed&soon=1`);
    expect(knownFilters(filters, smallCity)).toEqual({
      ...noFilters,
      services: [smallCity.services[0]?.code],
      statuses: ["closed"],
      figures: ["soon"],
    });
  });

  test("may be any text at all", () => {
    fc.assert(fc.property(fc.webQueryParameters(), (query) => void linkFaults(`?${query}`, smallCity)));
  });
});

test("a folio in a link is understood as people type it", () => {
  expect(readLink("?sel=22222%2022222").selection).toEqual({ kind: "report", folio: "22222-22222" });
  expect(readLink("?sel=2222222222").selection).toEqual({ kind: "report", folio: "22222-22222" });
});

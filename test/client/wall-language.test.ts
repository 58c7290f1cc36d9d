/** Which language a wall speaks: that of its link, else the city's, whatever was chosen in the same browser at a desk. */
import { afterEach, expect, test, vi } from "vitest";
import { applyLink, fitToCity } from "../../client/pages/wall/apply-link.ts";
import { type Answer, usePage } from "../../client/store/page-store.ts";
import { smallCity } from "./small-city.ts";

vi.stubGlobal("document", { documentElement: { style: { setProperty: () => {} } } });
afterEach(() => usePage.setState({ answer: null }));

const answer = { city: smallCity } as Answer;

test.each([
  ["", "es"],
  ["?lang=en", "en"],
  ["?lang=es", "es"],
])("a wall at %o speaks %s where English had been chosen at a desk", (search, language) => {
  usePage.setState({ language: "en", theme: "dark" });
  applyLink(search);
  usePage.setState({ answer });
  fitToCity();
  expect(usePage.getState()).toMatchObject({ language, theme: "auto" });
});

test("a wall of a city that speaks English first speaks English", () => {
  applyLink("");
  usePage.setState({ answer: { ...answer, city: { ...smallCity, languages: ["en", "es-MX"] } } });
  fitToCity();
  expect(usePage.getState().language).toBe("en");
});

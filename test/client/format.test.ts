import { describe, expect, test } from "vitest";
import { age, formatOf, isRecent, shortSpan, span } from "../../client/i18n/format.ts";
import { chooseLanguage, localeOf, nameIn } from "../../client/i18n/languages.ts";
import type { Words } from "../../client/i18n/use-words.ts";
import { dueWords } from "../../client/pages/live/report-words.ts";
import { diceOf, newReport } from "./random-log.ts";
import { smallCity } from "./small-city.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

describe("a span", () => {
  test.each([
    [30_000, "0 min"],
    [12 * MIN, "12 min"],
    [3 * HOUR, "3 h"],
    [-(3 * HOUR + 12 * MIN), "3 h 12 min"],
    [14 * HOUR + 50 * MIN, "14 h"],
    [2 * DAY + 4 * HOUR, "2 d 4 h"],
    [2 * DAY, "2 d"],
    [23 * DAY + 5 * HOUR, "23 d"],
  ])("of %i ms is said as %s", (ms, words) => {
    expect(span(ms)).toBe(words);
  });

  test("of less than a minute is a moment, where it is told how long ago something was", () => {
    const words = { t: String as unknown as Words["t"] };
    const report = { ...newReport(1, 0, diceOf(5)), dueAt: HOUR };
    expect(dueWords(words, { ...report, closedAt: HOUR }, HOUR + 59_000)).toBe("due.justClosed");
    expect(dueWords(words, { ...report, closedAt: HOUR }, HOUR + MIN)).toBe("due.closed");
    expect(dueWords(words, report, HOUR + 1)).toBe("due.justLate");
    expect(dueWords(words, report, HOUR - 1)).toBe("due.inAMinute");
    expect(dueWords(words, report, 0)).toBe("due.in");
  });

  test("on the map has one unit, and of something alive has seconds", () => {
    expect([shortSpan(-90 * MIN), shortSpan(47 * HOUR), shortSpan(49 * HOUR)]).toEqual([
      "1 h",
      "47 h",
      "2 d",
    ]);
    expect([age(4200), age(-50), age(61_000)]).toEqual(["4 s", "0 s", "1 min"]);
  });
});

describe("instants", () => {
  const at = Date.UTC(2026, 10, 24, 3, 5);

  test("are the city's, not the browser's", () => {
    expect(formatOf("es-MX", "America/Monterrey").time(at)).toBe("21:05");
    expect(formatOf("en", "Europe/Madrid").time(at)).toBe("04:05");
    expect(formatOf("es-MX", "America/Monterrey").exact(at)).toMatch(/23.*nov.*21:05/);
  });

  test("are told as a while ago within a day", () => {
    expect(isRecent(at - 23 * HOUR, at)).toBe(true);
    expect(isRecent(at - 25 * HOUR, at)).toBe(false);
  });
});

describe("languages", () => {
  test("are chosen by the first wish that the page speaks", () => {
    expect(chooseLanguage("en")).toBe("en");
    expect(chooseLanguage(null, "de", "en-GB", "es")).toBe("en");
    expect(chooseLanguage("pt-BR")).toBe("es");
  });

  test("bring the city's own locale and names, and fall back on the city's first", () => {
    expect(localeOf("es", smallCity)).toBe("es-MX");
    expect(localeOf("en", { languages: ["pt-BR"] })).toBe("en");
    const names = { "es-MX": "Bache", en: "Pothole" };
    expect(nameIn(names, "en", smallCity)).toBe("Pothole");
    expect(nameIn(names, "es-AR", smallCity)).toBe("Bache");
    expect(nameIn({ "pt-BR": "Buraco" }, "en", { languages: ["pt-BR"] })).toBe("Buraco");
  });
});

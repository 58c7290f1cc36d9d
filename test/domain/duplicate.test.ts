import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareReports, DUPLICATE_DAYS, DUPLICATE_METRES, LIKELY, type Told } from "#domain/duplicate";
import { loadCity, resolveCityFolder } from "#server/city/load-city";
import { root } from "#test/support/test-database";

const { city } = await loadCity(resolveCityFolder("san-pedro", root));
const NOON = Date.parse("2026-11-25T12:00:00-06:00");
const HOUR = 3_600_000;

/** So many metres to the north, hours later. */
function told(service: string, description: string | null, metres = 0, hours = 0): Told {
  return {
    service,
    lon: -100.4025,
    lat: 25.6576 + metres / 111_195,
    receivedAt: NOON + hours * HOUR,
    description,
  };
}
const score = (a: Told, b: Told) => compareReports(a, b, city).score;

describe("one report twice", () => {
  test("is told by place and hour, though its words are others", () => {
    const a = told("bache", "Hoyo enorme frente a la escuela, ya se ponchó un coche");
    const b = told("bache", "Pavimento hundido a la altura del número 200", 12, 3);
    expect(score(a, b)).toBeGreaterThan(LIKELY);
  });

  test("is told by its words, though days and the telephone's error lie between", () => {
    const words = "Fuga frente al Oxxo de Vasconcelos y Río Mississippi";
    const a = told("bache", words);
    const b = told("bache", "fuga afuera del oxxo, Vasconcelos con Rio Missisipi", 40, 70);
    expect(score(a, b)).toBeGreaterThan(LIKELY);
    expect(score({ ...a, description: null }, b)).toBeLessThan(LIKELY);
  });

  test("is told without any words", () => {
    expect(score(told("bache", null), told("bache", null, 8, 20))).toBeGreaterThan(LIKELY);
  });

  test("is told when it came under a service of the same heading", () => {
    const words = "Cable colgando en la esquina con Humberto Lobo";
    const a = told("luminaria-apagada", words);
    expect(score(a, told("poste-danado", "cable colgando, humberto lobo", 5, 1))).toBeGreaterThan(LIKELY);
  });
});

describe("another report", () => {
  const words = "En la esquina frente a la primaria Nuevo León";

  test("has the same words far away", () => {
    expect(score(told("bache", words), told("bache", words, 1_500, 1))).toBeLessThan(0.05);
  });

  test("is at the same place about something else", () => {
    expect(score(told("bache", null), told("ruido", null, 0, 0))).toBeLessThan(LIKELY);
    expect(score(told("bache", words), told("ruido", words, 3, 2))).toBeLessThan(LIKELY);
  });

  test("is at the same place a month later", () => {
    expect(score(told("bache", words), told("bache", words, 0, 30 * 24))).toBeLessThan(LIKELY);
    expect(score(told("bache", null), told("bache", null, 0, 30 * 24))).toBeLessThan(0.1);
  });

  test("is not told from one by the words that every report of the service has", () => {
    const a = told("bache", "hay un bache en el pavimento");
    expect(compareReports(a, told("bache", "un BACHE", 90, 1), city).reasons.words).toBeNull();
  });
});

test("every reason is said with what it weighs, and the weights make the score", () => {
  const { score: found, reasons } = compareReports(
    told("bache", "frente al kiosko"),
    told("tope", "frente al kiosco", 30, 10),
    city,
  );
  expect(reasons).toMatchObject({ service: "department", hours: 10 });
  expect(reasons.metres).toBeCloseTo(30, 6);
  expect(reasons.words).toBeGreaterThan(0.6);
  const sum = Object.values(reasons.weights).reduce((all, weight) => all + weight);
  expect(found).toBeCloseTo(1 / (1 + 2 ** -sum), 12);
  expect(reasons.weights.service).toBeLessThan(0);
  expect(reasons.weights.words).toBeGreaterThan(0);
});

describe("whatever is compared", () => {
  const anyTold = fc.record({
    service: fc.constantFrom(...city.services.map(({ code }) => code), "gone"),
    lon: fc.double({ min: -100.5, max: -100.3, noNaN: true }),
    lat: fc.double({ min: 25.6, max: 25.7, noNaN: true }),
    receivedAt: fc.integer({ min: 0, max: 4e12 }),
    description: fc.option(fc.string({ unit: "grapheme" })),
  });

  test("the score lies between 0 and 1 and is the same both ways", () => {
    fc.assert(
      fc.property(anyTold, anyTold, (a, b) => {
        const there = compareReports(a, b, city);
        expect(there.score >= 0 && there.score <= 1).toBe(true);
        expect(compareReports(b, a, city)).toEqual(there);
      }),
    );
  });

  test("it never rises with the distance or the time between", () => {
    const metres = fc.double({ min: 0, max: 400, noNaN: true });
    const hours = fc.double({ min: 0, max: 3_000, noNaN: true });
    fc.assert(
      fc.property(anyTold, metres, metres, hours, hours, (a, m1, m2, h1, h2) => {
        const at = (m: number, h: number) =>
          score(a, { ...a, lat: a.lat + m / 111_195, receivedAt: a.receivedAt + h * HOUR });
        expect(at(Math.max(m1, m2), h1)).toBeLessThanOrEqual(at(Math.min(m1, m2), h1) + 1e-9);
        expect(at(m1, Math.max(h1, h2))).toBeLessThanOrEqual(at(m1, Math.min(h1, h2)) + 1e-9);
      }),
    );
  });

  test("what is not looked up, being further off in place or time, would not have been likely", () => {
    const same = told("bache", "a uno y dos y tres");
    const far = { ...same, lat: same.lat + DUPLICATE_METRES / 111_195 };
    const later = { ...same, receivedAt: same.receivedAt + DUPLICATE_DAYS * 24 * HOUR };
    expect(score(same, far)).toBeLessThan(LIKELY);
    expect(score(same, later)).toBeLessThan(LIKELY);
  });
});

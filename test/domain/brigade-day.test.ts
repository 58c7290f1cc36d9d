import { expect, test } from "vitest";
import { countFixes } from "#domain/brigade-day";

test("a day that begins with a fix from another country counts no drive from there", () => {
  const at = Date.parse("2026-03-10T18:00:00Z");
  const wrong = { at, lon: -122.084, lat: 37.422 };
  const good = Array.from({ length: 20 }, (_, i) => ({
    at: at + (i + 1) * 10_000,
    lon: -100.36 + i * 0.001,
    lat: 25.65,
  }));
  const [day] = countFixes(undefined, [wrong, ...good], "America/Monterrey");
  expect(day?.fixes).toBe(21);
  expect(day?.metres).toBeGreaterThan(1_500);
  expect(day?.metres).toBeLessThan(2_000);
});

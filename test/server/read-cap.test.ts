import { expect, test } from "vitest";
import type { Polygonal } from "#geo/boundary";
import { type CapMessage, readCap } from "#server/warnings/read-cap";
import { readXml } from "#server/warnings/read-xml";
import { cap, overCity } from "#test/support/authority";

const HOUR = 3_600_000;
const NOON = Date.parse("2026-03-10T12:00:00Z");
const boundary: Polygonal = {
  type: "Polygon",
  coordinates: [
    [
      [-100.45, 25.6],
      [-100.3, 25.6],
      [-100.3, 25.72],
      [-100.45, 25.72],
      [-100.45, 25.6],
    ],
  ],
};
const elsewhere = "<circle>19.43,-99.13 50</circle>";

interface Info {
  language?: string;
  event: string;
  severity: string;
  /** Hours after noon. */
  onset: number;
  expires: number;
  area: string;
}

function read(infos: readonly Info[]): CapMessage | undefined {
  const at = (hours: number) => new Date(NOON + hours * HOUR).toISOString();
  const texts = infos.map(
    ({ language = "es-MX", event, severity, onset, expires, area }) =>
      `<info><language>${language}</language><event>${event}</event><severity>${severity}</severity><onset>${at(onset)}</onset>
       <expires>${at(expires)}</expires><area>${area}</area></info>`,
  );
  const alert = cap({ area: "" })
    .replace(/(<\/?)cap:/g, "$1")
    .replace("xmlns:cap", "xmlns");
  const whole = readXml(alert.replace(/<info>.*<\/info>/s, texts.join("")));
  return readCap(whole, { language: "es-MX", boundary });
}

test("what a message says in several parts is one warning, as its gravest part in the city says it", () => {
  const message = read([
    { event: "Viento", severity: "Minor", onset: 0, expires: 4, area: overCity },
    { event: "Storm", language: "en-US", severity: "Extreme", onset: 0, expires: 9, area: overCity },
    { event: "Huracán", severity: "Extreme", onset: 0, expires: 9, area: elsewhere },
    {
      event: "Tormenta",
      severity: "Severe",
      onset: 1,
      expires: 6,
      area: `${overCity}<circle>25.66,-100.4 2</circle>`,
    },
  ]);
  expect(message?.warning).toMatchObject({
    severity: "severe",
    event: "Tormenta",
    onset: NOON,
    expires: NOON + 6 * HOUR,
  });
  // One ring of both parts, and a circle of the second.
  expect(message?.warning?.area.map(([ring]) => ring?.length)).toEqual([5, 49]);
  expect(message?.faults).toEqual([]);
});

test("areas elsewhere take no place of those in the city, however many there are", () => {
  const part = { event: "Tormenta", severity: "Severe", onset: 0, expires: 1 };
  const national = read([{ ...part, area: elsewhere.repeat(60) + overCity }]);
  expect(national?.warning?.area).toHaveLength(1);
  expect(national?.faults).toEqual([]);
  expect(read([{ ...part, area: elsewhere }])?.warning).toBeNull();
});

test("areas that are cut are said", () => {
  const circles = Array.from({ length: 41 }, (_, i) => `<circle>25.66,-100.4 ${i + 1}</circle>`).join("");
  const message = read([{ event: "Tormenta", severity: "Severe", onset: 0, expires: 1, area: circles }]);
  expect(message?.warning?.area).toHaveLength(40);
  expect(message?.faults).toEqual(["area: must have at most 40 polygons and circles in the city, has 41"]);
});

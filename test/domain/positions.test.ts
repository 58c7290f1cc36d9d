import { describe, expect, test } from "vitest";
import { Ping, PingBatch } from "#contract/positions";

describe("a ping", () => {
  const ping = { brigade: "works-1", at: "2026-01-02T03:04:05Z", lon: -100.37, lat: 25.65 };

  test("has a brigade, an instant with its zone and a place; the rest is optional", () => {
    expect(Ping.safeParse(ping).success).toBe(true);
    expect(
      Ping.safeParse({ ...ping, at: "2026-01-02T03:04:05.678-06:00", speed: 150, heading: 360, battery: 1 })
        .success,
    ).toBe(true);
  });

  test.each([
    ["no brigade", { brigade: "" }],
    ["no zone", { at: "2026-01-02T03:04:05" }],
    ["a day without time", { at: "2026-01-02" }],
    ["a day that is none", { at: "2026-02-30T00:00:00Z" }],
    ["a number for an instant", { at: 1_700_000_000_000 }],
    ["a longitude as text", { lon: "-100.37" }],
    ["a longitude beyond the globe", { lon: 180.01 }],
    ["a latitude beyond the globe", { lat: -90.01 }],
    ["no number", { lat: Number.NaN }],
    ["a speed that no vehicle has", { speed: 151 }],
    ["a speed backwards", { speed: -1 }],
    ["a heading beyond the circle", { heading: 361 }],
    ["an accuracy without end", { accuracy: Number.POSITIVE_INFINITY }],
    ["more than a full battery", { battery: 1.01 }],
    ["a field that nobody knows", { altitude: 500 }],
  ])("with %s is refused", (_, wrong) => {
    expect(Ping.safeParse({ ...ping, ...wrong }).success).toBe(false);
  });

  test("comes in batches of 1 to 5,000", () => {
    expect(PingBatch.safeParse({ positions: [] }).success).toBe(false);
    expect(PingBatch.safeParse({ positions: Array(5000).fill(ping) }).success).toBe(true);
    expect(PingBatch.safeParse({ positions: Array(5001).fill(ping) }).success).toBe(false);
  });
});

/** How often trackers may send: each device by itself, strangers by their address. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Limits, limits, unlimited } from "#server/http/limits";
import { Senders } from "#server/http/trackers/who-sends";
import { Identities } from "#server/identity/identities";
import { place, TestCity } from "#test/support/living-city";
import { bearer, tokenOf } from "#test/support/people";
import { problemIn } from "#test/support/problem";

const FEW = { asks: 5, byKey: 5, seconds: 600 };
let city: TestCity;
const tokens: string[] = [];
beforeAll(async () => {
  city = await TestCity.start({ limits: { ingest: FEW } });
  for (let i = 0; i < 40; i++) tokens.push((await tokenOf(city.ctx, "device")) ?? "");
});
afterAll(() => city.stop());

const send = (id: string) =>
  fetch(`${city.url}/api/ingest/osmand?id=${id}&lat=${place.lat}&lon=${place.lon}`);
const statuses = async (ids: readonly string[]) => {
  const answers = await Promise.all(ids.map(send));
  for (const answer of answers) await answer.arrayBuffer();
  return answers.map(({ status }) => status);
};

test("many devices behind one address are all let in, and strangers there are soon not", async () => {
  for (let i = 0; i < 4; i++) expect(await statuses(tokens)).toEqual(Array(40).fill(200));
  for (let i = 0; i < FEW.asks; i++) expect(await statuses(["wrong"])).toEqual([400]);
  const refused = await send("wrong");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  await problemIn(refused, "too-many-requests");
  expect(await statuses(tokens)).toEqual(Array(40).fill(200));
});

test("strangers who post count like those who ask, and good devices that post beside them go on", async () => {
  const post = async (body: string) =>
    (await fetch(`${city.url}/api/ingest/osmand`, { method: "POST", body })).status;
  const one = await tokenOf(city.ctx, "device");
  const junk = ["a&".repeat(30_000), '{"location":[{', '{"device_id":"nobody"', "id=nobody"];
  for (let i = 0; i < FEW.asks; i++) await post("id=nobody");
  for (const body of junk) expect(await post(body)).toBe(429);
  expect(await post(`lat=${place.lat}&lon=${place.lon}&deviceid=${one}`)).toBe(200);
  expect(await post(JSON.stringify({ location: {}, device_id: one }))).toBe(200);
});

test("a device that sends too often is told so by itself alone", async () => {
  const [one = "", other = ""] = [await tokenOf(city.ctx, "device"), await tokenOf(city.ctx, "device")];
  const answers = [];
  for (let i = 0; i <= FEW.asks; i++) answers.push(...(await statuses([one])));
  expect(answers).toEqual([...Array(FEW.asks).fill(200), 429]);
  expect(await statuses([other])).toEqual([200]);
});

test("whoever guesses tokens is soon not looked up any more, and the good ones that were heard from there are", async () => {
  const senders = new Senders(3);
  const { identities, rules } = city.ctx;
  const ctx = { identities, rules, limits: new Limits({ table: unlimited }) };
  const [heard = "", fresh = ""] = tokens;
  const at = "203.0.113.7";
  expect((await senders.recognise(ctx, heard, at))?.kind).toBe("device");
  for (let i = 0; i < 3; i++)
    expect(await senders.recognise(ctx, `cua_device_${"x".repeat(42)}${i}`, at)).toBeUndefined();
  await expect(senders.recognise(ctx, fresh, at)).rejects.toMatchObject({ code: "too-many-requests" });
  expect((await senders.recognise(ctx, heard, at))?.kind).toBe("device");
  expect((await senders.recognise(ctx, fresh, "203.0.113.8"))?.kind).toBe("device");
});

test("a key that forwards for a fleet has two thousand positions a second, in a count of its own", async () => {
  expect(limits.forwarding.byKey / limits.forwarding.seconds).toBeGreaterThanOrEqual(2000);
  const key = await tokenOf(city.ctx, "integration", { scopes: ["position.send"] });
  for (let i = 0; i < 2 * FEW.byKey; i++) {
    const answer = await fetch(`${city.url}/api/ingest/traccar`, {
      method: "POST",
      headers: bearer(key),
      body: JSON.stringify({ device: { uniqueId: tokens[0] }, position: { valid: false } }),
    });
    expect(answer.status).toBe(200);
  }
});

test("while the database stalls, no more wait to be recognised than there is room for", async () => {
  const { rules, logger } = city.ctx;
  const stalled = { ...city.ctx.db, query: () => new Promise<never>(() => {}) };
  const identities = new Identities({ db: stalled, clock: city.ctx.clock, logger });
  const ctx = { identities, rules, limits: new Limits({ table: unlimited }) };
  const senders = new Senders(6_000, 2);
  for (const token of tokens.slice(0, 2)) void senders.recognise(ctx, token, "203.0.113.9");
  await expect(senders.recognise(ctx, tokens[2], "203.0.113.9")).rejects.toMatchObject({ code: "busy" });
});

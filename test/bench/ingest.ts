/**
 * Positions over HTTP. One ping a request, as a phone of the OsmAnd protocol sends it, against an Express route that does
 * nothing; batches of a thousand against multi-row inserts into the same table by themselves; each pair in turns of one run, every
 * side a process of its own. Then 70 % of what was reached, evenly spread: how long an answer takes that means "on disk".
 */
import { findPostgres, startPostgres } from "#test/support/services";
import { atLeast, atMost, type Bench, median, quantile, tableOf } from "./bench.ts";
import { Child } from "./child.ts";
import type { CityTasks } from "./fanout/city.ts";
import type { NothingTasks } from "./ingest/nothing.ts";
import type { PlainRowsTasks } from "./ingest/plain-rows.ts";
import type { SenderTasks } from "./ingest/senders.ts";

const BRIGADES = 1_000;
const CONNECTIONS = 200;
const BATCH = 1_000;
/** Of one batch: vans that send what they kept while they had no signal. */
const BRIGADES_OF_A_BATCH = 20;
const WRITERS = 8;
const WARMING = 60;

export const run: Bench = async ({ quick }) => {
  const { found, missing } = findPostgres();
  if (!found) throw new Error(`bench ingest: not on this machine: ${missing}`);
  // With fsync: an answer means "on disk".
  const postgres = await startPostgres(found, { fsync: true });
  try {
    return await measure(quick, postgres.url);
  } finally {
    await postgres.stop();
  }
};

async function measure(quick: boolean, database: string) {
  await using city = new Child<CityTasks>(import.meta.resolve("./fanout/city.ts"), {
    TEST_DATABASE_URL: database,
    TEST_DRIVER: "postgres",
  });
  await using nothing = new Child<NothingTasks>(import.meta.resolve("./ingest/nothing.ts"));
  await using senders = new Child<SenderTasks>(import.meta.resolve("./ingest/senders.ts"));
  await using plain = new Child<PlainRowsTasks>(import.meta.resolve("./ingest/plain-rows.ts"));
  const { url, phones, devices, databaseUrl } = await city.ask("start", { brigades: BRIGADES });
  const bareUrl = await nothing.ask("start", undefined);
  const seconds = quick ? 3 : 8;
  const rounds = quick ? 2 : 5;

  const pings = devices.map(
    ({ token }, i) =>
      `GET /api/ingest/osmand?id=${token}&timestamp={now}&lat=25.65&lon=${-100.4 + i / 1e5}&speed=12.5&bearing=90&altitude=540&accuracy=5&batt=70 HTTP/1.1\r\nHost: bench\r\n\r\n`,
  );
  const load = { connections: CONNECTIONS, seconds };
  const single = () => senders.ask("send", { ...load, url, requests: pings });
  const bare = () =>
    senders.ask("send", {
      ...load,
      url: bareUrl,
      requests: ["GET /nothing HTTP/1.1\r\nHost: bench\r\n\r\n"],
    });
  const rates = {
    single: [] as number[],
    bare: [] as number[],
    batch: [] as number[],
    plain: [] as number[],
  };
  let refused = 0;
  // First, because what they bring is older than the single pings.
  /** Rows a second, as the senders count them: handing the requests over to them is no part of it. */
  const sendBatches = async (sent: string[]) => {
    const { rate, statuses } = await senders.ask("send", {
      url,
      requests: sent,
      connections: WRITERS,
      seconds: 0,
      each: sent.length,
    });
    for (const [status, count] of Object.entries(statuses)) if (status !== "200") refused += count;
    return rate * BATCH;
  };
  const codes = devices.map((_, i) => `bench-${i}`);
  const batches = Array.from({ length: WARMING + (quick ? 80 : 400) }, (_, i) => batchOf(codes, i, phones));
  await sendBatches(batches.splice(0, WARMING));
  let from = 0;
  for (let round = 0; round < rounds; round++) {
    const ours = async () => {
      const sent = batches.slice(from, from + batches.length / rounds);
      from += sent.length;
      rates.batch.push(await sendBatches(sent));
    };
    const theirs = async () => {
      const numbers = devices.slice(0, BRIGADES_OF_A_BATCH).map(({ brigade }) => brigade);
      const at = Date.now() - 10 * 86_400_000 + round * 3_600_000;
      rates.plain.push(
        await plain.ask("insert", {
          url: databaseUrl,
          brigades: numbers,
          rows: BATCH,
          connections: WRITERS,
          seconds: seconds / 2,
          from: at,
        }),
      );
    };
    for (const turn of round % 2 === 0 ? [ours, theirs] : [theirs, ours]) await turn();
  }

  await plain.ask("settle", { url: databaseUrl });
  await senders.ask("send", { ...load, url, requests: pings, seconds: 2 });
  await senders.ask("send", {
    ...load,
    url: bareUrl,
    requests: ["GET /nothing HTTP/1.1\r\nHost: bench\r\n\r\n"],
    seconds: 2,
  });
  for (let round = 0; round < rounds; round++)
    for (const turn of round % 2 === 0 ? ["single", "bare"] : ["bare", "single"]) {
      const { rate, statuses } = await (turn === "single" ? single() : bare());
      rates[turn === "single" ? "single" : "bare"].push(rate);
      for (const [status, count] of Object.entries(statuses)) if (status !== "200") refused += count;
    }

  // Hours of pings have been taken in a minute: what the database has to do after them is no part of a calm hour.
  await plain.ask("settle", { url: databaseUrl });
  const [top, bareTop] = [median(rates.single), median(rates.bare)];
  const calm = await senders.ask("send", {
    ...load,
    url,
    requests: pings,
    seconds: quick ? 5 : 15,
    rate: 0.7 * top,
  });
  for (const [status, count] of Object.entries(calm.statuses)) if (status !== "200") refused += count;
  const times = [...calm.times].sort((a, b) => a - b);
  const [batchRate, plainRate] = [median(rates.batch), median(rates.plain)];
  const p99 = quantile(times, 0.99);
  return {
    table: `${tableOf([
      ["", "Cuadrilla", "the bare limit", "ratio"],
      [
        `single pings a second, ${CONNECTIONS} connections (an Express route that does nothing)`,
        top,
        bareTop,
        top / bareTop,
      ],
      [
        `rows a second in batches of ${BATCH} (multi-row insert, ${WRITERS} connections)`,
        batchRate,
        plainRate,
        batchRate / plainRate,
      ],
    ])}\n\n${tableOf([
      [`an answer at 70 % of the top rate (${Math.round(0.7 * top)} a second)`, "ms"],
      ["median", quantile(times, 0.5)],
      ["p99", p99],
      ["worst", quantile(times, 1)],
    ])}`,
    figures: {
      singlePerSecond: top,
      nothingPerSecond: bareTop,
      batchRowsPerSecond: batchRate,
      plainRowsPerSecond: plainRate,
      p99Ms: p99,
      notOk: refused,
    },
    goals: [
      atLeast("single pings against an Express route that does nothing", top / bareTop, 0.9),
      atLeast("batches against bare multi-row inserts", batchRate / plainRate, 0.5),
      atMost("p99 at 70 % of the top rate, ms", p99, 100),
      atMost("answers other than 200", refused, 0),
    ],
  };
}

/** A whole request, with instants that no other has. */
function batchOf(codes: readonly string[], turn: number, token: string): string {
  const first = (turn * BRIGADES_OF_A_BATCH) % codes.length;
  const from = Date.now() - 5 * 86_400_000 + turn * 3_600_000 * 0.1;
  const positions = Array.from({ length: BATCH }, (_, i) => ({
    brigade: codes[(first + (i % BRIGADES_OF_A_BATCH)) % codes.length],
    at: new Date(from + Math.floor(i / BRIGADES_OF_A_BATCH) * 1000).toISOString(),
    lon: -100.4 + i / 1e5,
    lat: 25.65,
    speed: 8,
    heading: 90,
    accuracy: 5,
    battery: 0.7,
  }));
  const body = JSON.stringify({ positions });
  return `POST /api/ingest/batch HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

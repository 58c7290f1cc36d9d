/**
 * 100,000 open reports as our snapshot and as the JSON that one would write without thinking: bytes (as they are, and
 * behind the gzip that both get on the wire, where random folios and places are most of what is left), and the
 * time that the main thread needs until the store can be read and folded (ours) or the text is parsed (theirs, and then
 * it has neither index nor digest).
 */
import { gzipSync } from "node:zlib";
import { PROTOCOL } from "#contract/live";
import { folioCount, folioOf } from "#domain/folio";
import { cityCodes, columnNames, ReportTable } from "#domain/report-table";
import { decodeSnapshot, encodeSnapshot } from "#domain/snapshot";
import { loadCity, resolveCityFolder } from "#server/city/load-city";
import { randomFrom } from "#test/support/random";
import { root } from "#test/support/test-database";
import { atMost, type Bench, median, tableOf } from "./bench.ts";

export const run: Bench = async ({ quick }) => {
  const count = 100_000;
  const { city } = await loadCity(resolveCityFolder("san-pedro", root));
  const codes = cityCodes(city);
  const table = new ReportTable(codes);
  const random = randomFrom(1);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const now = 1_790_000_000_000;
  for (let id = 1; id <= count; id++) {
    const receivedAt = now - Math.floor(random() * 10 * 86_400) * 1000;
    const status = pick(["received", "assigned", "en-route", "in-progress", "reopened"] as const);
    table.set({
      id,
      folio: folioOf(Math.floor(random() * folioCount)),
      service: pick(city.services).code,
      lon: -100.4 + Math.floor(random() * 80_000) / 1e6,
      lat: 25.62 + Math.floor(random() * 60_000) / 1e6,
      sector: pick(city.sectors).code,
      status,
      version: 1 + Math.floor(random() * 6),
      receivedAt,
      promisedAt: receivedAt,
      dueAt: receivedAt + Math.floor(random() * 200) * 3_600_000,
      brigade: status === "received" ? null : Math.floor(random() * 30),
      alert: pick(["none", "none", "soon", "late"] as const),
      reopenings: 0,
      outcome: null,
      reason: null,
      closedAt: null,
    });
  }
  const head = {
    protocol: PROTOCOL,
    log: "00000000-0000-4000-8000-000000000000",
    audience: "ops",
    cursor: 1,
    at: now,
    city: "c",
    count,
    columns: columnNames,
    brigades: [],
    elsewhere: [],
    alerts: [],
    warnings: [],
    warningsUnreadSince: null,
  };
  const bytes = encodeSnapshot(head, table.columns);
  const json = JSON.stringify({ ...head, reports: Array.from({ length: count }, (_, row) => table.at(row)) });

  const ours: number[] = [];
  const theirs: number[] = [];
  const rounds = quick ? 9 : 31;
  for (let round = 0; round < rounds + 2; round++) {
    // Each time its own copy, as off the network; copying is not counted for either.
    const fresh = bytes.slice();
    let start = performance.now();
    const live = decodeSnapshot(fresh, codes, "c");
    const mine = performance.now() - start;
    if (live.reports.digest.sum !== table.digest.sum) throw new Error("the snapshot came out wrong");
    start = performance.now();
    const parsed = JSON.parse(json) as { reports: unknown[] };
    const other = performance.now() - start;
    if (parsed.reports.length !== count) throw new Error("the JSON came out wrong");
    // The first two only warm the compiler up.
    if (round < 2) continue;
    ours.push(mine);
    theirs.push(other);
  }
  const [zipped, jsonZipped] = [gzipSync(bytes).byteLength, gzipSync(json).byteLength];
  const jsonBytes = Buffer.byteLength(json);
  const bytesRatio = bytes.byteLength / jsonBytes;
  const timeRatio = median(ours) / median(theirs);
  return {
    table: tableOf([
      [`${count.toLocaleString("en")} open reports, median of ${rounds}`, "ours", "JSON", "ratio"],
      ["bytes a report", bytes.byteLength / count, jsonBytes / count, bytesRatio],
      ["the same behind gzip", zipped / count, jsonZipped / count, zipped / jsonZipped],
      ["main thread to ready, ms", median(ours), median(theirs), timeRatio],
    ]),
    figures: {
      bytes: bytes.byteLength,
      jsonBytes,
      gzipBytes: zipped,
      jsonGzipBytes: jsonZipped,
      readyMs: median(ours),
      jsonParseMs: median(theirs),
    },
    goals: [
      atMost("bytes against JSON, both uncompressed", bytesRatio, 0.25),
      atMost("time to ready against JSON.parse", timeRatio, 0.2),
    ],
  };
};

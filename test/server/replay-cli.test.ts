import { join } from "node:path";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openContext } from "#server/open-context";
import { importReports } from "#server/reports/import-reports";
import { place } from "#test/support/living-city";
import { root } from "#test/support/test-database";
import { type ReachableDatabase, reachableDatabase, startTool } from "#test/support/tool";
import { readOptions, readStretch } from "../../bin/replay-order.ts";
import { UsageError } from "../../bin/tool.ts";

const HOUR = 3_600_000;
const NOW = Date.parse("2026-06-15T12:00:00Z");

describe("the command line", () => {
  const stretch = (...args: string[]) => readStretch(readOptions(args), "America/Monterrey", NOW);

  test("takes dates and instants, without an offset in the city's time", () => {
    expect(stretch("--from", "2025-08-04", "--to", "2025-08-04T06:30:00Z", "--speed", "0.5")).toEqual({
      from: Date.parse("2025-08-04T06:00:00Z"),
      to: Date.parse("2025-08-04T06:30:00Z"),
      speed: 0.5,
    });
    expect(stretch("--from", "2025-08-04", "--to", "2025-08-05").speed).toBe(600);
  });

  test.each([
    ["no beginning", ["--to", "2025-08-05"], "--from must be given"],
    ["no end", ["--from", "2025-08-05"], "--to must be given"],
    [
      "a beginning that is none",
      ["--from", "monday", "--to", "2025-08-05"],
      "--from must be a date or an instant such as 2025-08-04T06:30, is monday",
    ],
    [
      "an end before the beginning",
      ["--from", "2025-08-05", "--to", "2025-08-05"],
      "--to must lie after --from, is 2025-08-05",
    ],
    [
      "an end that is yet to come",
      ["--from", "2025-08-05", "--to", "2027-01-01"],
      "--to must lie in the past, is 2027-01-01",
    ],
    [
      "no speed",
      ["--from", "2025-08-04", "--to", "2025-08-05", "--speed", "fast"],
      "--speed must be a number from 0.1 to 100000, is fast",
    ],
    [
      "speed 0",
      ["--from", "2025-08-04", "--to", "2025-08-05", "--speed", "0"],
      "--speed must be a number from 0.1 to 100000, is 0",
    ],
    [
      "a speed below",
      ["--from", "2025-08-04", "--to", "2025-08-05", "--speed=-5"],
      "--speed must be a number from 0.1 to 100000, is -5",
    ],
    [
      "an endless speed",
      ["--from", "2025-08-04", "--to", "2025-08-05", "--speed", "1e9"],
      "--speed must be a number from 0.1 to 100000, is 1e9",
    ],
    ["an unknown flag", ["--frob"], "Unknown option '--frob'"],
    ["something more", ["2025-08-05"], "Unexpected argument '2025-08-05'"],
  ])("with %s is refused with one line", (_, args, line) => {
    expect(() => stretch(...args)).toThrow(UsageError);
    expect(() => stretch(...args)).toThrow(line);
  });
});

describe("npm run replay", () => {
  let reachable: ReachableDatabase;
  const from = Date.parse("2025-03-01T12:00:00Z");
  beforeAll(async () => {
    reachable = await reachableDatabase();
    const logger = pino({ level: "silent" });
    const ctx = await openContext({ db: reachable.db, root, city: "san-pedro", version: "test", logger });
    const { accepted } = await importReports(
      ctx,
      Array.from({ length: 40 }, (_, i) => ({
        source: "desk",
        sourceId: `${i}`,
        service: "bache",
        ...place,
        receivedAt: from + i * 60_000,
        dueAt: from + 24 * HOUR,
        channel: "import",
        moves: [],
      })),
    );
    expect(accepted).toBe(40);
  });
  afterAll(() => reachable.close());

  const received = async () => {
    const [row] = await reachable.db.query<{ n: number }>(
      "SELECT count(*) AS n FROM reports WHERE channel = 'replay'",
    );
    return row?.n ?? 0;
  };

  test("plays beside a server on its database, and says at its end what was played", async () => {
    const args = [
      "--from",
      "2025-03-01T12:00Z",
      "--to",
      "2025-03-01T13:00Z",
      "--speed",
      "100000",
      "--city",
      join(root, "cities/san-pedro"),
    ];
    const { how, out, err } = await startTool("replay", args, reachable.env).ended;
    expect({ how, out, err }).toEqual({
      how: 0,
      err: "",
      out: expect.stringMatching(
        /^played to the end after \d+ s: 40 reports received, 0 closed \(0 late\), 0 positions\n$/,
      ),
    });
    expect(await received()).toBe(40);
  });

  test("Ctrl-C ends it cleanly, with what was played until then", async () => {
    const before = await received();
    const { child, ended } = startTool(
      "replay",
      ["--from", "2025-03-01T12:00Z", "--to", "2025-03-01T13:00Z", "--speed", "1"],
      reachable.env,
    );
    let over = false;
    void ended.then(() => {
      over = true;
    });
    while (!over && (await received()) === before);
    child.kill("SIGINT");
    const { how, out, err } = await ended;
    expect({ how, out, err }).toEqual({
      how: 0,
      err: "",
      out: expect.stringMatching(/^stopped after \d+ s: \d+ reports received, 0 closed/),
    });
  });

  test("a stretch without history, or a wrong flag, ends with 2 and one line", async () => {
    const empty = await startTool("replay", ["--from", "2024-03-01", "--to", "2024-03-02"], reachable.env)
      .ended;
    expect(empty).toEqual({
      how: 2,
      out: "",
      err: "replay: nothing to play in that stretch; there are reports from 2025-03-01T12:00:00.000Z to 2025-03-01T12:39:00.000Z and no positions\n",
    });
    const wrong = await startTool(
      "replay",
      ["--from", "2024-03-01", "--to", "2024-03-02", "--speed", "-1"],
      reachable.env,
    ).ended;
    expect(wrong).toEqual({ how: 2, out: "", err: expect.stringMatching(/^replay: [^\n]*--speed[^\n]*\n$/) });
  });
});

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "#test/support/test-database";
import { type ReachableDatabase, reachableDatabase, startTool } from "#test/support/tool";
import { readOrder } from "../../bin/import-order.ts";
import { UsageError } from "../../bin/tool.ts";

const ROWS = 20_000;
const CITY = join(root, "test/cities/boston");
const mapping = {
  kind: "reports",
  source: "desk",
  id: "id",
  receivedAt: "opened",
  closedAt: "closed",
  place: { lon: "lon", lat: "lat" },
  service: { columns: "kind", values: { Pothole: "pothole" } },
};

let folder: string;
let reachable: ReachableDatabase;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cuadrilla-cli-"));
  reachable = await reachableDatabase();
  writeFileSync(join(folder, "mapping.json"), JSON.stringify(mapping));
  writeFileSync(join(folder, "good.csv"), csv(20));
  writeFileSync(join(folder, "empty.csv"), "");
  writeFileSync(join(folder, "other.csv"), "a,b\n1,2\n");
  writeFileSync(join(folder, "wrong.json"), JSON.stringify({ ...mapping, id: 7 }, null, 2));
});
afterAll(async () => {
  await reachable.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Rows of which every tenth has no place. */
function csv(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, i) => `r${i},2025-08-01 06:35:06.539+00,2025-08-02,${i % 10 === 3 ? "" : "-71.0605"},42.3555,Pothole`,
  );
  return `id,opened,closed,lon,lat,kind\n${lines.join("\n")}\n`;
}

const at = (name: string) => join(folder, name);
const order = (file: string, ...more: string[]) => [
  "reports",
  at(file),
  "--mapping",
  at("mapping.json"),
  "--city",
  CITY,
  ...more,
];

async function count(sql: string): Promise<number> {
  const [row] = await reachable.db.query<{ n: number }>(`SELECT count(*) AS n FROM ${sql}`);
  return row?.n ?? 0;
}

describe("the command line", () => {
  test.each([
    ["nothing", [], "needs reports or positions, then a FILE"],
    ["an unknown kind", ["people", "f"], "unknown kind people; reports or positions, then a FILE"],
    ["no file", ["reports"], "reports needs a FILE"],
    ["a second file", ["reports", "a", "b", "--mapping", "m"], "unexpected argument b"],
    ["no mapping", ["reports", "a"], "--mapping FILE must be given"],
    [
      "a mapping without a name",
      ["reports", "a", "--mapping"],
      "Option '--mapping <value>' argument missing",
    ],
    ["an unknown flag", ["reports", "a", "--mapping", "m", "--frob"], "Unknown option '--frob'"],
    [
      "a value for a switch",
      ["reports", "a", "--mapping", "m", "--quiet=yes"],
      "Option '--quiet' does not take an argument",
    ],
    [
      "a number that is none",
      ["reports", "a", "--mapping", "m", "--srid", "EPSG:4326"],
      "--srid must be a whole number, is EPSG:4326",
    ],
    [
      "an unknown number",
      ["reports", "a", "--mapping", "m", "--srid", "1"],
      "--srid must be a number that is known here, is 1; the proj string of the system works always",
    ],
    [
      "two systems",
      ["reports", "a", "--mapping", "m", "--srid", "4326", "--proj", "+proj=longlat"],
      "--srid and --proj exclude each other",
    ],
  ])("with %s is refused with one line", (_, args, line) => {
    expect(() => readOrder(args)).toThrow(new UsageError(line));
  });

  test("a proj string that is none is refused with one line", () => {
    expect(() => readOrder(["reports", "a", "--mapping", "m", "--proj", "+proj=flat"])).toThrow(
      /^--proj must be a proj string that proj4 reads \([^\n]*\)$/,
    );
  });
});

// A program is started for each case, one after another: how long that takes is the machine's affair.
test("bad input ends with 2 and one line on standard error, and nothing else is said or done", async () => {
  const cases: [args: string[], line: RegExp][] = [
    [["--frob"], /^import: Unknown option '--frob'\n$/],
    [order("none.csv"), /^import: .*none\.csv: file is missing\n$/],
    [
      ["reports", folder, "--mapping", at("mapping.json"), "--city", CITY],
      /^import: .*: is not a file but a folder\n$/,
    ],
    [order("empty.csv"), /^import: .*empty\.csv: is empty\n$/],
    [
      order("other.csv"),
      /^import: .*other\.csv: has no column id, which the mapping names as id; it has a, b\n$/,
    ],
    [
      ["reports", at("good.csv"), "--mapping", at("wrong.json"), "--city", CITY],
      /^import: .*wrong\.json:4 id: must be a list, is 7\n$/,
    ],
    [
      ["positions", at("good.csv"), "--mapping", at("mapping.json"), "--city", CITY],
      /^import: .*mapping\.json:1 kind: must be positions, is "reports"\n(import: .*\n)*$/,
    ],
    [
      ["reports", at("good.csv"), "--mapping", at("mapping.json"), "--city", "atlantis"],
      /^import: CITY must name a folder of cities\/ .*is "atlantis"\n$/,
    ],
    [
      order("good.csv", "--refused", join(folder, "no/such/folder.csv")),
      /^import: .*folder\.csv: refused rows cannot be written there \(ENOENT\); --refused names another file\n$/,
    ],
  ];
  // Two at a time: each is a process of its own.
  for (let i = 0; i < cases.length; i += 2)
    await Promise.all(
      cases.slice(i, i + 2).map(async ([args, line]) => {
        const { how, out, err } = await startTool("import", [...args, "--quiet"], reachable.env).ended;
        expect({ args, how, out, err }).toEqual({ args, how: 2, out: "", err: expect.stringMatching(line) });
      }),
    );
  const wrongUrl = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/nothing" };
  const { how, err } = await startTool("import", order("good.csv"), wrongUrl).ended;
  expect({ how, err }).toEqual({
    how: 2,
    err: expect.stringMatching(/^import: DATABASE_URL: the database cannot be reached \([^\n]*\)\n$/),
  });
  expect(await count("reports")).toBe(0);
}, 300_000);

test("an import that is killed with -9 goes on where it stood, and nothing is there twice or missing", async () => {
  writeFileSync(at("large.csv"), csv(ROWS));
  const first = startTool("import", order("large.csv", "--quiet"), reachable.env);
  let over = false;
  void first.ended.then(() => {
    over = true;
  });
  while (!over && (await count("imports WHERE rows_read BETWEEN 1 AND 19999")) === 0);
  first.child.kill("SIGKILL");
  expect((await first.ended).how).toBe("SIGKILL");
  const there = await count("reports");
  expect(there).toBeGreaterThan(0);
  expect(there).toBeLessThan(18_000);

  const { how, out, err } = await startTool("import", order("large.csv"), reachable.env).ended;
  expect({ how, out, err }).toMatchObject({
    how: 0,
    out: expect.stringMatching(
      /accepted +18,000\n +repeated +0\n +refused +2,000\n +missing-coordinate +2,000\n/,
    ),
  });
  expect(await count("reports WHERE source = 'desk'")).toBe(18_000);
  expect(await count("events WHERE kind = 'report.imported'")).toBe(18_000);
  expect(await count("(SELECT DISTINCT source_id FROM reports) ids")).toBe(18_000);
  const refused = readFileSync(at("large.csv.refused.csv"), "utf8").trimEnd().split("\n").slice(1);
  expect(refused.map((line) => Number(line.split(",")[0]))).toEqual(
    Array.from({ length: 2_000 }, (_, i) => 10 * i + 5),
  );
  expect(out).toMatch(/^[\d,]+ rows in [\d.]+ s, [\d,]+ rows\/s; peak memory \d+ MB$/m);
});

test("Ctrl-C ends it after the batch that is under way, and says how to go on", async () => {
  writeFileSync(at("stopped.csv"), csv(ROWS).replaceAll(/^r/gm, "s"));
  const { child, ended } = startTool("import", order("stopped.csv", "--quiet"), reachable.env);
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over && (await count("imports WHERE NOT done AND rows_read BETWEEN 1 AND 19999")) === 0);
  child.kill("SIGINT");
  const { how, out, err } = await ended;
  expect({ how, err }).toEqual({ how: 130, err: "" });
  expect(out).toMatch(/stopped after row [\d,]+; the same command goes on from there\n$/);
});

test("rows refused from a folder that is not to be written go to the current folder, and it is said", async () => {
  const shared = at("shared");
  mkdirSync(shared);
  writeFileSync(join(shared, "data.csv"), csv(30).replaceAll(/^r/gm, "t"));
  chmodSync(shared, 0o555);
  const here = at("here");
  mkdirSync(here);
  const args = ["reports", join(shared, "data.csv"), "--mapping", at("mapping.json"), "--city", CITY];
  const { how, out, err } = await startTool("import", args, reachable.env, here).ended;
  chmodSync(shared, 0o755);
  expect({ how, err }).toEqual({
    how: 0,
    err: `the file's folder is not to be written: refused rows go to ${join(here, "data.csv.refused.csv")}\n`,
  });
  expect(out).toMatch(/refused rows: data\.csv\.refused\.csv\n$/);
  expect(existsSync(join(shared, "data.csv.refused.csv"))).toBe(false);
  expect(readFileSync(join(here, "data.csv.refused.csv"), "utf8").split("\n")).toHaveLength(5);
});

test("the database of one city is not another's", async () => {
  const args = [
    "reports",
    at("good.csv"),
    "--mapping",
    join(root, "test/mappings/madrid.json"),
    "--city",
    join(root, "test/cities/madrid"),
  ];
  const { how, out, err } = await startTool("import", args, reachable.env).ended;
  expect({ how, out, err }).toEqual({
    how: 2,
    out: "",
    err: "import: CITY: this database is that of boston, not of madrid; another city needs another DATA_DIR or DATABASE_URL\n",
  });
});

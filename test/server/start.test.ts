/** The real program, as its owner starts, stops and kills it. The tests follow each other on one database. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { socketFolderOf } from "#server/db/data-folder";
import { type Database, openPool } from "#server/db/database";
import { connectEmbedded } from "#server/db/embedded";
import { hashOfToken, makeToken } from "#server/identity/credential-token";
import { BrowserLike } from "#test/support/browser-like";
import { place } from "#test/support/living-city";
import { freePort } from "#test/support/private-process";
import { problemIn } from "#test/support/problem";
import { StartedServer } from "#test/support/started-server";
import { driver, root, testDatabase, urlOf } from "#test/support/test-database";
import { buildClient } from "../../bin/build-client.ts";
import { demoSignIns } from "../../bin/demo-people.ts";

// A hanging start is ended by this; how long a start takes is measured elsewhere.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const folder = mkdtempSync(join(tmpdir(), "cuadrilla-start-"));
const dataDir = join(folder, "data");
const plain = { DEMO: "off", SECRET_KEY: "k".repeat(32), TRUST_PROXY: "1" };
const demo = { DEMO: "on", DEMO_SPEED: "0" };
/** What the driver's database needs in the environment. */
let parts: Record<string, string>;
let dropDatabase = async () => {};
const started: StartedServer[] = [];

async function start(env: Record<string, string>): Promise<StartedServer> {
  const server = await StartedServer.start({ ...parts, ...env });
  started.push(server);
  return server;
}

beforeAll(async () => {
  // Here, so that servers which start at once do not all build it.
  await buildClient(root);
  parts = { DATA_DIR: dataDir };
  if (driver === "embedded") return;
  const db = await testDatabase();
  const [{ name } = { name: "" }] = await db.query<{ name: string }>("SELECT current_database() AS name");
  await db.query("DROP SCHEMA public CASCADE");
  await db.query("CREATE SCHEMA public");
  const { TEST_DATABASE_URL = "", TEST_REDIS_URL = "" } = process.env;
  parts = { DATA_DIR: dataDir, DATABASE_URL: urlOf(TEST_DATABASE_URL, name), REDIS_URL: TEST_REDIS_URL };
  dropDatabase = () => db.close();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.signal("SIGKILL")));
});
afterAll(async () => {
  await dropDatabase();
  rmSync(folder, { recursive: true, force: true });
});

/** The database of the server that runs, beside it. */
function openBeside(): Database {
  const onError = () => {};
  return driver === "embedded"
    ? connectEmbedded(socketFolderOf(dataDir), onError)
    : openPool({ kind: "postgres", connection: { connectionString: parts.DATABASE_URL, max: 2 }, onError });
}

/** Of a citizen at an address of their own: from one alone there are only so many in a minute. */
async function report(server: StartedServer): Promise<string> {
  const from = Array.from({ length: 3 }, () => Math.floor(Math.random() * 256)).join(".");
  const response = await server.fetch("/api/reports", {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": `10.${from}` },
    body: JSON.stringify({ service: "bache", ...place }),
  });
  const body = (await response.json()) as { folio: string };
  if (response.status !== 201) throw new Error(`the report was answered with ${response.status}`);
  return body.folio;
}

/** Ends with one line on standard error and nothing else to read there. */
async function expectOneLine(server: StartedServer, line: RegExp): Promise<void> {
  const { how, errors } = await server.ended;
  expect([how, errors.trimEnd().split("\n")]).toEqual([1, [expect.stringMatching(line)]]);
}

if (driver === "embedded") {
  describe("the first start", () => {
    test("may be stopped while the database is being made", async () => {
      const server = await start(plain);
      await server.said(/database is being opened/);
      expect(await server.signal("SIGINT")).toEqual({ how: 0, errors: "" });
      expect(existsSync(join(dataDir, "lock.json"))).toBe(false);
    });

    test("may be killed then, and the next one makes good for it", async () => {
      const server = await start(plain);
      const half = join(dataDir, "database/PG_VERSION");
      await server.until(() => existsSync(half), half);
      expect((await server.signal("SIGKILL")).how).toBe("SIGKILL");
      expect(existsSync(join(dataDir, "lock.json"))).toBe(true);
    });

    test("may be stopped while the city gets its past, and tells meanwhile why it is not ready", async () => {
      const server = await start(demo);
      await server.said(/database is being opened/);
      expect(await server.json("/healthz")).toEqual({ status: "ok" });
      for (const path of ["/readyz", "/api/city", "/api/live/snapshot"]) {
        const response = await server.fetch(path);
        expect(response.headers.get("retry-after")).toBe("2");
        await problemIn(response, "not-ready");
      }
      await server.said(/city is being prepared/);
      expect(await server.signal("SIGINT")).toEqual({ how: 0, errors: "" });
      expect(server.lines.at(-1)).toBe("stopped");
    });
  });

  test("a demo is ready with its latest month, and may be stopped while the older ones come in behind", async () => {
    const server = await (await start(demo)).ready();
    expect(await server.json("/readyz")).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      database: "embedded",
      cursor: expect.any(Number),
      city: "san-pedro",
    });
    const [operator] = demoSignIns.filter(({ role }) => role === "operator");
    const page = new BrowserLike(`http://127.0.0.1:${server.port}`);
    const { email, password } = operator ?? { email: "", password: "" };
    expect((await page.send("POST", "/api/sign-in", { email, password })).status).toBe(204);
    const { reports } = (await (await page.open("/api/reports?open=1")).json()) as { reports: unknown[] };
    expect(reports.length).toBeGreaterThan(0);
    await report(server);
    await server.said(/history: 2 of 24/);
    expect(await server.signal("SIGINT")).toEqual({ how: 0, errors: "" });
    expect(server.lines.at(-1)).toBe("stopped");
  });

  test("a data folder that is in use, or of another format, is left alone, in one line", async () => {
    const server = await (await start(plain)).ready();
    const second = await start(plain);
    const other = join(folder, "other");
    mkdirSync(other);
    writeFileSync(join(other, "FORMAT"), "99\n");
    const third = await start({ ...plain, DATA_DIR: other });
    await expectOneLine(second, new RegExp(`^DATA_DIR: ${dataDir} is in use by process ${server.pid}$`));
    await expectOneLine(third, /^DATA_DIR: .* another version of Cuadrilla \(format 99/);
    // The one that had it goes on as if nothing had happened.
    await report(server);
    expect(await server.signal("SIGTERM")).toEqual({ how: 0, errors: "" });
  });
} else {
  test("two servers that start on an empty database at the same moment both serve it", async () => {
    const [one, two] = await Promise.all([start(plain), start(plain)]);
    await Promise.all([one.ready(), two.ready()]);
    const readyz = {
      version: expect.any(String),
      database: "postgres",
      cursor: expect.any(Number),
      city: "san-pedro",
    };
    for (const server of [one, two]) expect(await server.json("/readyz")).toEqual(readyz);
    const db = openBeside();
    const [counted] = await db.query(
      "SELECT (SELECT count(*) FROM brigades) AS brigades, (SELECT count(*) FROM events WHERE kind = 'brigade.registered') AS events",
    );
    await db.close();
    expect(counted).toEqual({ brigades: 30, events: 30 });
    await Promise.all([report(one), report(two)]);
    expect((await Promise.all([one.signal("SIGINT"), two.signal("SIGTERM")])).map(({ how }) => how)).toEqual([
      0, 0,
    ]);
  });

  test("what cannot be reached is named in one line, without the password", async () => {
    const port = await freePort();
    const database = await start({
      ...plain,
      DATABASE_URL: `postgres://me:hidden-word@127.0.0.1:${port}/city`,
    });
    const redis = await start({ ...plain, REDIS_URL: `redis://me:hidden-word@127.0.0.1:${port}` });
    await expectOneLine(database, /^DATABASE_URL: the database cannot be reached \((?!.*hidden).*\)$/);
    await expectOneLine(redis, /^REDIS_URL: Redis cannot be reached \((?!.*hidden).*\)$/);
  });

  test("a database of a newer version is left alone, in one line", async () => {
    const db = openBeside();
    await db.query("INSERT INTO migrations (name, hash) VALUES ('999999-future.sql', 'x')");
    await expectOneLine(await start(plain), /another version of Cuadrilla: migration 999999-future\.sql/);
    await db.query("DELETE FROM migrations WHERE name = '999999-future.sql'");
    await db.close();
  });
}

test("CM2 what was acknowledged is there after kill -9 and a new start", async () => {
  const server = await (await start(plain)).ready();
  const acknowledged: string[] = [];
  let killed = false;
  // Eight citizens who report as fast as they are answered, until nobody answers any more.
  const citizens = Array.from({ length: 8 }, async () => {
    for (;;) {
      try {
        acknowledged.push(await report(server));
      } catch (error) {
        if (!killed) throw error;
        return;
      }
      if (acknowledged.length >= 100 && !killed) {
        killed = true;
        void server.signal("SIGKILL");
      }
    }
  });
  await Promise.all(citizens);
  expect((await server.ended).how).toBe("SIGKILL");

  const next = await (await start(plain)).ready();
  const db = openBeside();
  const found = await db.query<{ folio: string }>(
    `SELECT r.folio FROM reports r JOIN events e ON e.report_id = r.id AND e.kind = 'report.received' WHERE r.folio = ANY ($1)`,
    [acknowledged],
  );
  const [log] = await db.query("SELECT seq = (SELECT count(*) FROM events) AS dense FROM log_head");
  await db.close();
  expect(acknowledged.length).toBeGreaterThanOrEqual(100);
  expect(new Set(found.map(({ folio }) => folio))).toEqual(new Set(acknowledged));
  expect(log).toEqual({ dense: true });
  await report(next);
  expect(await next.signal("SIGTERM")).toEqual({ how: 0, errors: "" });
});

test("a ping that was answered is there after kill -9 and a new start", async () => {
  const server = await (await start(plain)).ready();
  const db = openBeside();
  const brigade = 1;
  const token = makeToken("device");
  await db.query(
    `INSERT INTO credentials (id, kind, hash, name, brigade_id, created_at, created_by)
     VALUES ('phone-of-the-killed', 'device', $1, 'phone', $2, now(), 'test')`,
    [hashOfToken(token), brigade],
  );
  await db.close();
  const from = Date.now() - 3_600_000;
  const acknowledged: number[] = [];
  let sent = 0;
  let killed = false;
  const phones = Array.from({ length: 16 }, async () => {
    for (;;) {
      const at = from + sent++ * 1000;
      try {
        const answer = await server.fetch(
          `/api/ingest/osmand?id=${token}&lat=25.6576&lon=-100.4025&timestamp=${at}`,
        );
        if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
        acknowledged.push(at);
      } catch (error) {
        if (!killed) throw error;
        return;
      }
      if (acknowledged.length >= 500 && !killed) {
        killed = true;
        void server.signal("SIGKILL");
      }
    }
  });
  await Promise.all(phones);
  expect((await server.ended).how).toBe("SIGKILL");
  const next = await (await start(plain)).ready();
  const again = openBeside();
  const stored = await again.query<{ at: number }>(
    "SELECT (extract(epoch FROM at) * 1000)::bigint AS at FROM pings WHERE brigade_id = $1",
    [brigade],
  );
  await again.close();
  const there = new Set(stored.map(({ at }) => at));
  expect(acknowledged.length).toBeGreaterThanOrEqual(500);
  expect(acknowledged.filter((at) => !there.has(at))).toEqual([]);
  expect(await next.signal("SIGTERM")).toEqual({ how: 0, errors: "" });
});

test("each start prints a link for the first administrator, until one has used it", async () => {
  const linkOf = async (server: StartedServer) => (await server.said(/\/invitation#/)).split("#")[1] ?? "";
  const accept = (server: StartedServer, token: string) =>
    server.fetch("/api/invitations/accept", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token, password: "una frase que nadie adivina", email: "rosa@city.example" }),
    });
  const first = await start(plain);
  const unused = await linkOf(first);
  expect(await first.signal("SIGTERM")).toEqual({ how: 0, errors: "" });
  const second = await (await start(plain)).ready();
  const token = await linkOf(second);
  await problemIn(await accept(second, unused), "link-ended");
  expect((await accept(second, token)).status).toBe(204);
  expect(await second.signal("SIGTERM")).toEqual({ how: 0, errors: "" });
  const third = await (await start(plain)).ready();
  // On the embedded database it was the demo's once: its passwords, which anybody can look up, open nothing any more.
  for (const { email, password } of demoSignIns) {
    const page = new BrowserLike(`http://127.0.0.1:${third.port}`);
    await problemIn(await page.send("POST", "/api/sign-in", { email, password }), "sign-in-refused");
  }
  expect((await third.signal("SIGTERM")).errors).toBe("");
  expect(third.lines.filter((line) => line.includes("invitation"))).toEqual([]);
});

// The same whatever the database is, and each of these starts takes seconds.
if (driver === "embedded") {
  test("what its owner can mend is said in one line, before anything is touched", async () => {
    const server = await start({ ...plain, PORT: "80a" });
    const taken = await start({ ...plain, HOST: "host.invalid" });
    await expectOneLine(server, /^PORT: must be a number \(it is "80a"\)$/);
    await expectOneLine(taken, /^HOST: host\.invalid is not an address of this machine$/);
    const secretless = await start({ DEMO: "off" });
    const cityless = await start({ ...plain, DATA_DIR: join(folder, "third"), CITY: "atlantis" });
    await expectOneLine(secretless, /^SECRET_KEY: must be set outside the demo/);
    await expectOneLine(cityless, /^CITY must name a folder of cities\/ .*"atlantis"$/);
    expect(existsSync(join(folder, "third"))).toBe(false);
  });

  test("a port that another program has is named in one line", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const server = await start({ ...plain, PORT: String(port) });
    await expectOneLine(server, new RegExp(`^PORT: 127\\.0\\.0\\.1:${port} is in use by another program$`));
    await new Promise((resolve) => other.close(resolve));
  });
}

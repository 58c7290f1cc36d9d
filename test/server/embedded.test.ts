/** What the embedded database must be able to do although it has a single session. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "#server/db/database";
import { testDatabase } from "#test/support/test-database";

let db: Database;
beforeAll(async () => {
  db = await testDatabase({ on: "embedded" });
});
afterAll(() => db.close());

test("eight clients with large parameters at the same time each get their own answer", async () => {
  await Promise.all(
    Array.from({ length: 8 }, async (_, client) => {
      for (let i = 0; i < 10; i++) {
        // Larger than a socket's chunk, so that messages of different clients arrive interleaved.
        const text = `${client}:${i}:`.padEnd(200_000, String(client));
        const [row] = await db.query<{ text: string; client: number }>(
          "SELECT $1::text AS text, $2::integer AS client",
          [text, client],
        );
        expect(row?.client).toBe(client);
        expect(row?.text === text).toBe(true);
      }
    }),
  );
});

test("transactions of different clients take turns and do not see into each other", async () => {
  await db.query("CREATE TABLE counter (n integer NOT NULL)");
  await db.query("INSERT INTO counter VALUES (0)");
  await Promise.all(
    Array.from({ length: 8 }, () =>
      db.transaction(async (tx) => {
        const [row] = await tx.query<{ n: number }>("SELECT n FROM counter");
        await tx.query("UPDATE counter SET n = $1", [(row?.n ?? 0) + 1]);
      }),
    ),
  );
  expect(await db.query("SELECT n FROM counter")).toEqual([{ n: 8 }]);
});

test("a client that is killed in the middle of a transaction is rolled back and does not hold up the others", async () => {
  await db.query("CREATE TABLE half (n integer)");
  const client = await db.connect();
  await client.query("BEGIN");
  await client.query("INSERT INTO half VALUES (1)");
  const others = db.query("SELECT count(*) AS n FROM half");
  client.release(new Error("killed"));
  expect(await others).toEqual([{ n: 0 }]);
});

test("a statement that fails harms nobody else, nor what its own client asks next", async () => {
  const results = await Promise.allSettled([
    db.query("SELECT 1 AS n"),
    db.query("SELECT 1 / $1::integer AS n", [0]),
    db.query("SELECT nonsense"),
    db.query("SELECT $1::integer AS n", [2]),
  ]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
  expect(await db.query("SELECT 3 AS n")).toEqual([{ n: 3 }]);
});

test("clients whose transactions fail again and again never get each other's answers, nor an old one of their own", async () => {
  const ask = (i: number) =>
    db.transaction(async (tx) => {
      await tx.query("SELECT $1::integer AS n", [i]);
      const [row] = await tx.query<{ n: number }>("SELECT $1::integer / $2::integer AS n", [i, i % 3]);
      return row?.n;
    });
  const results = await Promise.allSettled(Array.from({ length: 300 }, (_, i) => ask(i)));
  const wrong = results.filter((result, i) =>
    i % 3 === 0
      ? result.status === "fulfilled" || !String(result.reason).includes("division by zero")
      : result.status === "rejected" || result.value !== Math.floor(i / (i % 3)),
  );
  expect(wrong).toEqual([]);
});

test("what is kept of PostGIS measures in metres and knows other reference systems", async () => {
  const rows = await db.query(
    `SELECT round(ST_Distance('POINT(-100.4 25.65)'::geography, 'POINT(-100.3 25.65)'::geography)) AS metres,
            ST_AsText(ST_Transform(ST_SetSRID(ST_Point(-100.4, 25.65), 4326), 32614), 0) AS utm`,
  );
  expect(rows).toEqual([{ metres: 10041, utm: "POINT(359470 2837668)" }]);
});

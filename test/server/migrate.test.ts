import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "#server/db/database";
import { MigrationError, migrate, readMigrations } from "#server/db/migrate";
import { root, testDatabase } from "#test/support/test-database";

let db: Database;
let folder: string;
beforeAll(async () => {
  db = await testDatabase();
});
beforeEach(async () => {
  // The tests bring migrations of their own; the tables of the real ones do not disturb them.
  await db.query("DROP TABLE IF EXISTS migrations, made");
  folder = mkdtempSync(join(tmpdir(), "cuadrilla-migrations-"));
  return () => rmSync(folder, { recursive: true, force: true });
});
afterAll(() => db.close());

const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql);
const names = async () =>
  (await db.query<{ name: string }>("SELECT name FROM migrations ORDER BY name")).map(({ name }) => name);

test("migrations run once, in the order of their numbers, whatever else lies in the folder", async () => {
  write("000002-second.sql", "INSERT INTO made VALUES (2)");
  write("000001-first.sql", "CREATE TABLE made (n integer); INSERT INTO made VALUES (1);");
  write("schema.sql", "nonsense");
  write("000003-draft.sql.bak", "nonsense");
  expect(await migrate(db, folder)).toEqual(["000001-first.sql", "000002-second.sql"]);
  expect(await migrate(db, folder)).toEqual([]);
  write("000003-third.sql", "INSERT INTO made VALUES (3)");
  expect(await migrate(db, folder)).toEqual(["000003-third.sql"]);
  expect(await db.query("SELECT n FROM made ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
});

test("servers that start at the same time run each migration once", async () => {
  write("000001-first.sql", "CREATE TABLE made (n integer); INSERT INTO made VALUES (1);");
  write("000002-second.sql", "INSERT INTO made VALUES (2)");
  await Promise.all(Array.from({ length: 6 }, () => migrate(db, folder)));
  expect(await db.query("SELECT n FROM made ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }]);
  expect(await names()).toEqual(["000001-first.sql", "000002-second.sql"]);
});

test("a migration that fails leaves nothing behind, and those before it stay", async () => {
  write("000001-first.sql", "CREATE TABLE made (n integer)");
  write("000002-second.sql", "INSERT INTO made VALUES (2); INSERT INTO made VALUES ('two');");
  await expect(migrate(db, folder)).rejects.toThrow(/integer/);
  expect(await db.query("SELECT n FROM made")).toEqual([]);
  expect(await names()).toEqual(["000001-first.sql"]);
});

test("a database of a newer version is refused in one line, untouched", async () => {
  write("000001-first.sql", "CREATE TABLE made (n integer)");
  await migrate(db, folder);
  await db.query("INSERT INTO migrations (name, hash) VALUES ('000009-future.sql', 'x')");
  write("000002-second.sql", "INSERT INTO made VALUES (2)");
  const error = await migrate(db, folder).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MigrationError);
  expect(String(error)).toMatch(/another version.*000009-future\.sql is not known here$/);
  expect(await db.query("SELECT n FROM made")).toEqual([]);
});

test("a migration that was changed after it ran is noticed", async () => {
  write("000001-first.sql", "CREATE TABLE made (n integer)");
  await migrate(db, folder);
  write("000001-first.sql", "CREATE TABLE made (n bigint)");
  await expect(migrate(db, folder)).rejects.toThrow(/000001-first\.sql differs from ours/);
});

test("the real migrations are numbered without a gap", async () => {
  const numbers = (await readMigrations(join(root, "migrations"))).map(({ name }) =>
    Number(name.slice(0, 6)),
  );
  expect(numbers).toEqual(numbers.map((_, i) => i + 1));
});

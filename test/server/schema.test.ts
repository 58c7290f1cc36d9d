/** migrations/schema.sql is what the migrations make: for people to read, and for a diff to show what a change does. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Database } from "#server/db/database";
import { root, testDatabase } from "#test/support/test-database";

const file = join(root, "migrations/schema.sql");

test("migrations/schema.sql is what the migrations make, on this database too", async () => {
  const db = await testDatabase();
  try {
    const made = await describe(db);
    // UPDATE_SCHEMA=1 writes it anew, after a migration was added.
    if (process.env.UPDATE_SCHEMA) await writeFile(file, made);
    expect(made).toBe(await readFile(file, "utf8"));
  } finally {
    await db.close();
  }
});

/** Read from the catalogue rather than with pg_dump, so that both databases can be held against one file. */
async function describe(db: Database): Promise<string> {
  const ours = `NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')`;
  const tables = await db.query<{ name: string; columns: string; kind: string }>(
    `SELECT o.relname AS name, CASE o.relkind WHEN 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(o.oid) ELSE '' END AS kind,
            string_agg(format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                              CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
                              coalesce(' DEFAULT ' || pg_get_expr(f.adbin, f.adrelid), '')), E',\\n' ORDER BY a.attnum) AS columns
       FROM pg_class o
       JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
       LEFT JOIN pg_attrdef f ON f.adrelid = o.oid AND f.adnum = a.attnum
      WHERE o.relnamespace = 'public'::regnamespace AND o.relkind IN ('r', 'p') AND ${ours}
      GROUP BY o.oid ORDER BY o.relname`,
  );
  const constraints = await db.query<{ line: string }>(
    `SELECT format('ALTER TABLE %I ADD CONSTRAINT %I %s;', t.relname, o.conname, pg_get_constraintdef(o.oid)) AS line
       FROM pg_constraint o JOIN pg_class t ON t.oid = o.conrelid
      WHERE o.connamespace = 'public'::regnamespace AND o.contype <> 'n'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
      ORDER BY t.relname, o.conname`,
  );
  const indexes = await db.query<{ line: string }>(
    `SELECT pg_get_indexdef(i.indexrelid) || ';' AS line
       FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class o ON o.oid = i.indexrelid
      WHERE t.relnamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
      ORDER BY o.relname`,
  );
  const functions = await db.query<{ line: string }>(
    `SELECT trim(pg_get_functiondef(o.oid)) || ';' AS line FROM pg_proc o
      WHERE o.pronamespace = 'public'::regnamespace AND ${ours} ORDER BY o.proname`,
  );
  const triggers = await db.query<{ line: string }>(
    `SELECT pg_get_triggerdef(o.oid) || ';' AS line FROM pg_trigger o JOIN pg_class t ON t.oid = o.tgrelid
      WHERE t.relnamespace = 'public'::regnamespace AND NOT o.tgisinternal AND ${ours} ORDER BY o.tgname`,
  );
  const sequences = await db.query<{ line: string }>(
    `SELECT format('CREATE SEQUENCE %I MAXVALUE %s;', o.relname, s.seqmax) AS line
       FROM pg_sequence s JOIN pg_class o ON o.oid = s.seqrelid
      WHERE o.relnamespace = 'public'::regnamespace ORDER BY o.relname`,
  );
  const blocks = [
    "-- Made by test/server/schema.test.ts from the migrations; not run by anything.",
    ...sequences.map(({ line }) => line),
    ...tables.map(({ name, columns, kind }) => `CREATE TABLE ${name} (\n${columns}\n)${kind};`),
    constraints.map(({ line }) => line).join("\n"),
    indexes.map(({ line }) => line).join("\n"),
    ...functions.map(({ line }) => line),
    ...triggers.map(({ line }) => line),
  ];
  return `${blocks.join("\n\n")}\n`;
}

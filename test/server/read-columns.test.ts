/** Columns that the database makes of rows that are not as they should be, or not there. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { columnNames, NONE_8, NONE_16 } from "#domain/report-table";
import { readColumns } from "#server/live/read-columns";
import { TestCity } from "#test/support/living-city";

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start();
});
afterAll(() => city.stop());

const read = (condition: string, value: unknown) =>
  readColumns(city.ctx.db, city.ctx.rules.now, condition, value);

test("no reports are columns without anything in them", async () => {
  const { columns, count } = await read("r.folio = $1", "nothing");
  expect(count).toBe(0);
  for (const name of columnNames) expect(columns[name].length).toBe(0);
});

test("what the city has no more is none, and the rows stay beside one another", async () => {
  const [first, second] = [await city.report(), await city.report()];
  const of = [first.folio, second.folio];
  const before = (await read("r.folio = ANY ($1)", of)).columns;
  await city.ctx.db.query(
    "UPDATE reports SET service = 'gone', sector = 'gone', reason = 'gone', outcome = 'resolved' WHERE folio = $1",
    [first.folio],
  );
  const { columns, count } = await read("r.folio = ANY ($1)", of);
  expect(count).toBe(2);
  expect([columns.service[0], columns.sector[0], columns.reason[0]]).toEqual([NONE_16, NONE_16, NONE_8]);
  for (const name of columnNames) expect(columns[name][1]).toBe(before[name][1]);
  expect(columns.outcome[0]).toBe(1);
});

test.each(["status", "alert", "outcome"] as const)(
  "a report whose %s is none is refused by name",
  async (column) => {
    const { folio } = await city.report();
    await city.ctx.db.query(`UPDATE reports SET ${column} = 'odd' WHERE folio = $1`, [folio]);
    await expect(read("r.folio = $1", folio)).rejects.toThrow(
      `a report's row holds a ${column} that is none`,
    );
  },
);

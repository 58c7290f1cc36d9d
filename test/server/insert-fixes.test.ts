import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "#server/db/database";
import { columnsOf, insertFixes } from "#server/pings/insert-fixes";
import type { LatestFix } from "#server/pings/latest-positions";
import { testDatabase } from "#test/support/test-database";

const NOW = Date.parse("2026-03-10T12:00:00Z");

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
  await db.query("INSERT INTO brigades (id, code, name) VALUES (1, 'one', 'One'), (2, 'two', 'Two')");
});
afterAll(() => db.close());

const fix = (brigade: number, secondsAgo: number): LatestFix => ({
  brigade,
  at: NOW - secondsAgo * 1000,
  lon: -100.4,
  lat: 25.65,
  speed: null,
  heading: null,
  accuracy: null,
  battery: null,
  device: null,
});

test.each([
  ["late", true],
  ["in order", false],
])(
  "of fixes that are taken for %s, those are named that are there already or come twice at once",
  async (_, late) => {
    const known = [fix(1, late ? 900 : 500), fix(2, late ? 900 : 500)];
    expect(await insertFixes(db, columnsOf(known, undefined, late), NOW)).toEqual([]);
    const fresh = fix(1, late ? 800 : 400);
    const places = await insertFixes(
      db,
      columnsOf([known[1] ?? fresh, fresh, fix(2, late ? 800 : 400), fresh], undefined, late),
      NOW + 1000,
    );
    expect(places.sort()).toEqual([0, 3]);
  },
);

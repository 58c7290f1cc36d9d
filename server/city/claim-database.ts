import type { Database } from "../db/database.ts";
import { CityError } from "./city-error.ts";

/**
 * A database is one city's for good: the services and sectors of another would be unreadable in it, and a tool started
 * with the wrong CITY beside a running server would put them there.
 * @throws CityError when another city has it
 */
export async function claimDatabase(db: Database, code: string): Promise<void> {
  await db.query("UPDATE log_head SET city = $1 WHERE city IS NULL", [code]);
  const [head] = await db.query<{ city: string }>("SELECT city FROM log_head");
  if (head && head.city !== code)
    throw new CityError([
      `CITY: this database is that of ${head.city}, not of ${code}; another city needs another DATA_DIR or DATABASE_URL`,
    ]);
}

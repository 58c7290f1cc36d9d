/** Multi-row inserts of whole rows into the table of pings and nothing else, from a process of their own. */
import { openPool } from "#server/db/database";
import { answerAsked } from "../child.ts";

const tasks = {
  /** Rows a second, by so many connections; each statement has rows of its own. */
  async insert({
    url,
    brigades,
    rows,
    connections,
    seconds,
    from,
  }: {
    url: string;
    brigades: number[];
    rows: number;
    connections: number;
    seconds: number;
    from: number;
  }) {
    const db = openPool({
      kind: "postgres",
      connection: { connectionString: url, max: connections },
      onError: (error) => {
        throw error;
      },
    });
    try {
      await Promise.all(Array.from({ length: connections }, () => db.query("SELECT pg_sleep(0.05)")));
      let turn = 0;
      let done = 0;
      const began = performance.now();
      await Promise.all(
        Array.from({ length: connections }, async () => {
          while (performance.now() - began < seconds * 1000) {
            const at = from + turn++ * 1000;
            const column = (value: (i: number) => number) =>
              `{${Array.from({ length: rows }, (_, i) => value(i)).join(",")}}`;
            await db.query(
              `INSERT INTO pings (brigade_id, at, received_at, lon, lat, speed, heading, accuracy, battery)
               SELECT b, to_timestamp(ms / 1000), now(), lon, lat, speed, heading, accuracy, battery
                 FROM unnest($1::integer[], $2::float8[], $3::float8[], $4::float8[], $5::real[], $6::real[], $7::real[], $8::real[])
                   AS s (b, ms, lon, lat, speed, heading, accuracy, battery)`,
              [
                column((i) => brigades[i % brigades.length] ?? 0),
                column((i) => at + Math.floor(i / brigades.length)),
                column((i) => -100.4 + i / 1e5),
                column(() => 25.65),
                column(() => 8),
                column(() => 90),
                column(() => 5),
                column(() => 0.7),
              ],
            );
            done += rows;
          }
        }),
      );
      return done / ((performance.now() - began) / 1000);
    } finally {
      await db.close();
    }
  },
  /** What millions of rows leave to be done would else be done while something else is timed. */
  async settle({ url }: { url: string }) {
    const db = openPool({
      kind: "postgres",
      connection: { connectionString: url, max: 1 },
      onError: (error) => {
        throw error;
      },
    });
    try {
      await db.query("VACUUM (ANALYZE) pings");
      await db.query("CHECKPOINT");
    } finally {
      await db.close();
    }
  },
};
export type PlainRowsTasks = typeof tasks;

answerAsked(tasks);

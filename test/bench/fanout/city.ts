/** The real server of a city, with as many brigades as are asked for, each with a device. */
import { setInterval } from "node:timers";
import { registerBrigades } from "#server/brigades/register-brigades";
import type { Database } from "#server/db/database";
import { hashOfToken, makeToken, newId } from "#server/identity/credential-token";
import { TestCity } from "#test/support/living-city";
import { urlOf } from "#test/support/test-database";
import { answerAsked, cpuSeconds } from "../child.ts";

const system = { role: "system", id: "bench" } as const;
let city: TestCity | undefined;
let feeding: NodeJS.Timeout | undefined;

const tasks = {
  async start({ brigades }: { brigades: number }) {
    city = await TestCity.start();
    const { ctx } = city;
    const codes = Array.from({ length: brigades }, (_, i) => `bench-${i}`);
    await registerBrigades(
      ctx,
      system,
      codes.map((code) => ({ code, name: code, department: null })),
    );
    const numbers = codes.map((code) => ctx.brigades.get(code)?.id ?? -1);
    const devices = numbers.map((brigade) => ({ brigade, token: makeToken("device"), id: newId() }));
    await ctx.db.query(
      `INSERT INTO credentials (id, kind, hash, name, brigade_id, created_at, created_by)
       SELECT id, 'device', hash, 'bench', brigade, now(), 'system:bench'
         FROM unnest($1::text[], $2::bytea[], $3::integer[]) AS d (id, hash, brigade)`,
      [devices.map(({ id }) => id), devices.map(({ token }) => hashOfToken(token)), numbers],
    );
    return {
      url: city.url,
      token: city.token ?? "",
      phones: city.phones ?? "",
      databaseUrl: await urlOfCity(ctx.db),
      devices: devices.map(({ brigade, token }) => ({ brigade, token })),
      database: ctx.db.kind,
    };
  },
  /** As if so many brigades had moved, `hz` times a second, and all of it were on disk. */
  feed({ brigades, hz }: { brigades: number[]; hz: number }) {
    const { ctx } = city ?? never();
    // Made before, as the bare side's: what it costs to make them up is not the server's.
    const turns = Array.from({ length: 16 }, (_, turn) =>
      brigades.map((brigade, i) => ({
        brigade,
        at: 0,
        lon: -100.44 + ((i * 7 + turn) % 1300) / 1e4,
        lat: 25.59 + ((i * 13 + turn) % 1300) / 1e4,
        speed: 8,
        heading: (i + turn) % 360,
        accuracy: 8,
        battery: 0.7,
        device: null,
      })),
    );
    let turn = 0;
    feeding = setInterval(() => {
      const fixes = turns[turn++ % turns.length] ?? [];
      const at = Date.now();
      for (const fix of fixes) fix.at = at;
      ctx.positions.take(fixes);
    }, 1000 / hz);
  },
  rest() {
    clearInterval(feeding);
  },
  cpu: cpuSeconds,
  counts: () => (city ?? never()).ctx.pings.counts,
};
export type CityTasks = typeof tasks;

/** Where the city's database is reached by others; empty for the embedded one. */
async function urlOfCity(db: Database): Promise<string> {
  const [row] = await db.query<{ name: string }>("SELECT current_database() AS name");
  const server = process.env.TEST_DATABASE_URL;
  return server && row ? urlOf(server, row.name) : "";
}

function never(): never {
  throw new Error("the city has not been started");
}

answerAsked(tasks, async () => {
  clearInterval(feeding);
  await city?.stop();
});

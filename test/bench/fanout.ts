/**
 * Frames to a thousand dashboards, against `ws` sending the same bytes to as many, in turns of one run: the server's processor
 * time for a million positions delivered. Then the way of a ping: 2,000 devices that each send one a second over HTTP, to 500
 * dashboards. Servers and dashboards are processes of their own on the same machine.
 */
import { findPostgres, startPostgres } from "#test/support/services";
import { atMost, type Bench, median, quantile, tableOf } from "./bench.ts";
import { Child } from "./child.ts";
import type { BareTasks } from "./fanout/bare.ts";
import type { CityTasks } from "./fanout/city.ts";
import type { CrowdTasks } from "./fanout/crowd.ts";

const DASHBOARDS = 1_000;
const POSITIONS = 1_000;
const BRIGADES = 2_000;
const WATCHING = 500;
const HZ = 4;

export const run: Bench = async ({ quick }) => {
  const found = process.env.TEST_DATABASE_URL ? undefined : findPostgres().found;
  // With fsync: a ping's way goes over the disk.
  const postgres = found && (await startPostgres(found, { fsync: true }));
  const url = postgres?.url ?? process.env.TEST_DATABASE_URL;
  try {
    return await measure(
      quick,
      url ? { TEST_DATABASE_URL: url, TEST_DRIVER: "postgres" } : { TEST_DRIVER: "embedded" },
    );
  } finally {
    await postgres?.stop();
  }
};

interface Side {
  server: Pick<Child<BareTasks>, "ask">;
  crowd: Child<CrowdTasks>;
}

async function measure(quick: boolean, env: NodeJS.ProcessEnv) {
  await using city = new Child<CityTasks>(import.meta.resolve("./fanout/city.ts"), env);
  await using bare = new Child<BareTasks>(import.meta.resolve("./fanout/bare.ts"));
  await using crowd = new Child<CrowdTasks>(import.meta.resolve("./fanout/crowd.ts"));
  await using bareCrowd = new Child<CrowdTasks>(import.meta.resolve("./fanout/crowd.ts"));
  const { url, token, devices, database } = await city.ask("start", { brigades: BRIGADES });
  const { url: bareUrl } = await bare.ask("start", undefined);
  const brigades = devices.slice(0, POSITIONS).map(({ brigade }) => brigade);

  const sides: Record<"ours" | "bare", Side> = {
    ours: { server: city, crowd },
    bare: { server: bare, crowd: bareCrowd },
  };
  // They stay for hours: neither their coming nor what a server does for the first time is what is measured.
  await crowd.ask("connect", { url, token, count: DASHBOARDS });
  await bareCrowd.ask("connect", { url: bareUrl, token: undefined, count: DASHBOARDS });
  const cost = { ours: [] as number[], bare: [] as number[] };
  const each: number[] = [];
  const seconds = quick ? 3 : 8;
  for (let round = 0; round < (quick ? 3 : 9); round++)
    for (const name of round % 2 === 0 ? (["ours", "bare"] as const) : (["bare", "ours"] as const)) {
      const { server, crowd } = sides[name];
      await server.ask("feed", { brigades, hz: HZ });
      await crowd.ask("count", { seconds: 2 });
      const before = await server.ask("cpu", undefined);
      const { positions, bytes } = await crowd.ask("count", { seconds });
      const spent = (await server.ask("cpu", undefined)) - before;
      await server.ask("rest", undefined);
      if (round === 0) continue;
      cost[name].push(spent / (positions / 1e6));
      if (name === "ours") each.push(bytes / positions);
    }
  await crowd.ask("leave", undefined);
  await bareCrowd.ask("leave", undefined);

  await crowd.ask("connect", { url, token, count: WATCHING });
  await crowd.ask("ping", { url, devices, seconds: 2 });
  const { answered, failed, faults, unseen, latencies } = await crowd.ask("ping", {
    url,
    devices,
    seconds: quick ? 5 : 20,
  });
  const sorted = [...latencies].sort((a, b) => a - b);
  const [ours, theirs, bytes] = [median(cost.ours), median(cost.bare), median(each)];
  // Of turns side by side: the machine is not as fast in each minute.
  const ratio = median(cost.ours.map((spent, round) => spent / (cost.bare[round] ?? Number.NaN)));
  const p99 = quantile(sorted, 0.99);
  return {
    table: `${tableOf([
      [
        `${DASHBOARDS} dashboards, ${POSITIONS} positions, ${HZ} Hz (${database})`,
        "Cuadrilla",
        "bare ws",
        "ratio",
      ],
      ["server's processor, s for a million positions", ours, theirs, ratio],
      ["bytes a position, with the frame's head", bytes, bytes, 1],
    ])}\n\n${tableOf([
      [`ping to dashboard, ${BRIGADES} brigades at 1 Hz, ${WATCHING} dashboards`, "ms"],
      ["median", quantile(sorted, 0.5)],
      ["p99", p99],
      ["worst", quantile(sorted, 1)],
      ["pings answered 200", answered],
      ["brigades whose last pings a dashboard never saw", unseen],
      [`pings not answered so ${Object.keys(faults).join(", ")}`.trim(), failed],
    ])}`,
    figures: {
      ratio,
      cpuPerMillion: ours,
      bareCpuPerMillion: theirs,
      bytesPerPosition: bytes,
      p99Ms: p99,
      answered,
      failed,
      unseen,
    },
    goals: [
      atMost("bytes a position", bytes, 8),
      atMost("server's processor against bare ws", ratio, 1.4),
      atMost("p99 from ping to dashboard, ms", p99, 500),
      atMost("pings not answered 200", failed, 0),
      atMost("brigades whose last pings a dashboard never saw", unseen, 0),
    ],
  };
}

#!/usr/bin/env tsx
/** `npm run replay`: imported history, played as if live. */
import { setTimeout as delay } from "node:timers/promises";
import { replayHistory } from "#server/replay/replay-history";
import { readArguments, runTool, UsageError, withCity } from "./tool.ts";

const USAGE = `npm run replay -- --from INSTANT --to INSTANT [options]

  --from, --to     the stretch of history, with its zone: 2025-08-01T00:00:00-04:00
  --speed N        seconds of history in a second, 1 to 86,400; 600 unless said
  --source NAME    only reports of this source
  --city CODE      a folder of cities/ or the path of one; without it, the variable CITY
  --quiet          no progress`;

const INTERRUPTED = 130;

async function run(signal: AbortSignal): Promise<number> {
  const order = readOrder();
  if (order === "help") {
    console.log(USAGE);
    return 0;
  }
  const { quiet, city, ...stretch } = order;
  let shownAt = 0;
  const done = await withCity(city, (ctx) =>
    replayHistory(ctx, {
      ...stretch,
      signal,
      wait: (ms) => delay(ms, undefined, { signal }).catch(() => {}),
      onProgress(sofar, historyNow) {
        if (quiet || Date.now() - shownAt < 1000) return;
        shownAt = Date.now();
        const { received, closed, positions } = sofar;
        process.stderr.write(
          `\r${new Date(historyNow).toISOString()}  ${received} received, ${closed} closed, ${positions} positions `,
        );
      },
    }),
  );
  if (!quiet) process.stderr.write("\n");
  const refused = Object.entries(done.refused).map(([code, n]) => `${n} refused (${code})`);
  const parts = [
    `${done.received} received`,
    `${done.closed} closed`,
    `${done.positions} positions`,
    ...refused,
  ];
  console.log(`${signal.aborted ? "stopped" : "played"}: ${parts.join(", ")}`);
  return signal.aborted ? INTERRUPTED : 0;
}

interface Order {
  from: number;
  to: number;
  speed: number;
  source: string | undefined;
  city: string | undefined;
  quiet: boolean;
}

function readOrder(): Order | "help" {
  const { values } = readArguments({
    options: {
      from: { type: "string" },
      to: { type: "string" },
      speed: { type: "string" },
      source: { type: "string" },
      city: { type: "string" },
      quiet: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help) return "help";
  const [from, to] = [instant("--from", values.from), instant("--to", values.to)];
  if (to <= from) throw new UsageError("--to: must be later than --from");
  const speed = Number(values.speed ?? "600");
  if (!Number.isFinite(speed) || speed < 1 || speed > 86_400)
    throw new UsageError(`--speed: must be a number from 1 to 86400, is "${values.speed}"`);
  return { from, to, speed, source: values.source, city: values.city, quiet: values.quiet ?? false };
}

/** An instant with its zone: without one it would be whatever this machine's clock thinks. */
function instant(name: string, text: string | undefined): number {
  if (text === undefined) throw new UsageError(`${name}: must be given, such as 2025-08-01T00:00:00-04:00`);
  const at = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new UsageError(
      `${name}: must be an instant with its zone, such as 2025-08-01T00:00:00-04:00, is "${text}"`,
    );
  return at;
}

await runTool("replay", run);

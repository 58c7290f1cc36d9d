#!/usr/bin/env tsx
/** `npm run replay`: imported history as if it were now. */
import { setTimeout as delay } from "node:timers/promises";
import { loadCity, resolveCityFolder } from "#server/city/load-city";
import { readToolEnv } from "#server/env";
import { compileDates } from "#server/import/dates";
import { ImportError } from "#server/import/import-error";
import { historyExtent } from "#server/replay/read-history";
import { type Played, replayHistory } from "#server/replay/replay-history";
import { ROOT, readArguments, runTool, UsageError, withCity } from "./tool.ts";

const USAGE = `npm run replay -- --from ISO --to ISO [--speed N] [options]

  --from, --to   the stretch of the past, such as 2025-08-04 or 2025-08-04T06:30; without an offset, in the city's time
  --speed N      seconds of the past in a second of now, 0.1 to 100,000; 600 unless said otherwise
  --source NAME  only reports of this source
  --city CODE    a folder of cities/ or the path of one; without it, the variable CITY
  --quiet        no progress`;

const PROGRESS_MS = { terminal: 500, file: 10_000 };
const figures = new Intl.NumberFormat("en-US");

async function run(signal: AbortSignal): Promise<number> {
  const values = readOptions();
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { city } = await loadCity(resolveCityFolder(values.city ?? readToolEnv().city, ROOT));
  const order = { ...readStretch(values, city.timeZone), source: values.source };
  return withCity(values.city, async (ctx) => {
    const began = performance.now();
    const shown = showProgress(values.quiet ?? false, city.timeZone);
    const played = await replayHistory(ctx, {
      ...order,
      signal,
      wait: (ms) => delay(ms, undefined, { signal }).catch(() => {}),
      onProgress: shown.progress,
    }).finally(shown.end);
    if (isNothing(played) && !signal.aborted) throw new ImportError(await whatThereIs(ctx.db, order.source));
    console.log(
      `${signal.aborted ? "stopped" : "played to the end"} after ${seconds(began)} s: ${told(played)}`,
    );
    return 0;
  });
}

function readOptions() {
  const { values } = readArguments({
    options: {
      from: { type: "string" },
      to: { type: "string" },
      speed: { type: "string", default: "600" },
      source: { type: "string" },
      city: { type: "string" },
      quiet: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  return values;
}

function readStretch(values: { from?: string; to?: string; speed: string }, timeZone: string) {
  const speed = /^\d{1,6}(\.\d{1,3})?$/.test(values.speed) ? Number(values.speed) : Number.NaN;
  if (!(speed >= 0.1 && speed <= 100_000))
    throw new UsageError(`--speed must be a number from 0.1 to 100000, is ${values.speed}`);
  const instant = compileDates(["iso"], timeZone);
  const read = (flag: "from" | "to") => {
    const text = values[flag];
    if (text === undefined) throw new UsageError(`--${flag} must be given`);
    const found = instant(text);
    if (!found)
      throw new UsageError(`--${flag} must be a date or an instant such as 2025-08-04T06:30, is ${text}`);
    return found.at;
  };
  const [from, to] = [read("from"), read("to")];
  if (from >= to) throw new UsageError(`--to must lie after --from, is ${values.to}`);
  if (to > Date.now()) throw new UsageError(`--to must lie in the past, is ${values.to}`);
  return { from, to, speed };
}

function told(played: Played): string {
  const { received, moved, closed, late, positions, refused } = played;
  const n = (count: number, what: string) => `${figures.format(count)} ${what}`;
  return [
    n(received, "reports received"),
    `${n(closed, "closed")} (${n(late, "late")})`,
    ...(moved > 0 ? [n(moved, "other moves")] : []),
    n(positions, "positions"),
    ...Object.entries(refused).map(([code, count]) => n(count, `refused: ${code}`)),
  ].join(", ");
}

function isNothing({ received, positions, refused }: Played): boolean {
  return received + positions + Object.keys(refused).length === 0;
}

async function whatThereIs(
  db: Parameters<typeof historyExtent>[0],
  source: string | undefined,
): Promise<string> {
  const { reports, fixes } = await historyExtent(db, source);
  const span = ([first, last]: [number, number]) =>
    `${new Date(first).toISOString()} to ${new Date(last).toISOString()}`;
  const whose = source === undefined ? "" : ` of ${source}`;
  return `nothing to play in that stretch; there are ${reports ? `reports${whose} from ${span(reports)}` : `no imported reports${whose}`} and ${fixes ? `positions from ${span(fixes)}` : "no positions"}`;
}

function seconds(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(0);
}

/** On a terminal one line that changes, elsewhere a line now and then. */
function showProgress(quiet: boolean, timeZone: string) {
  const terminal = process.stderr.isTTY === true;
  const clock = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  let last = performance.now();
  let open = false;
  return {
    progress(pastAt: number, played: Played): void {
      const now = performance.now();
      if (quiet || now - last < (terminal ? PROGRESS_MS.terminal : PROGRESS_MS.file)) return;
      last = now;
      const line = `${clock.format(pastAt)}  ${told(played)}`;
      process.stderr.write(terminal ? `\r\x1b[K${line}` : `${line}\n`);
      open = terminal;
    },
    end(): void {
      if (open) process.stderr.write("\r\x1b[K");
      open = false;
    },
  };
}

await runTool("replay", run);

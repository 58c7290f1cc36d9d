#!/usr/bin/env tsx
/** `npm run replay`: imported history as if it were now. */
import { setTimeout as delay } from "node:timers/promises";
import { loadCity, resolveCityFolder } from "#server/city/load-city";
import { readToolEnv } from "#server/env";
import { ImportError } from "#server/import/import-error";
import { historyExtent } from "#server/replay/read-history";
import { type Played, replayHistory } from "#server/replay/replay-history";
import { readOptions, readStretch } from "./replay-order.ts";
import { ROOT, runTool, withCity } from "./tool.ts";

const USAGE = `npm run replay -- --from ISO --to ISO [--speed N] [options]

  --from, --to   the stretch of the past, such as 2025-08-04 or 2025-08-04T06:30; without an offset, in the city's time
  --speed N      seconds of the past in a second of now, 0.1 to 100,000; 600 unless said otherwise
  --source NAME  only reports of this source
  --city CODE    a folder of cities/ or the path of one; without it, the variable CITY
  --quiet        no progress`;

const PROGRESS_MS = { terminal: 500, file: 10_000 };
const figures = new Intl.NumberFormat("en-US");

async function run(signal: AbortSignal): Promise<number> {
  const values = readOptions(process.argv.slice(2));
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { city } = await loadCity(resolveCityFolder(values.city ?? readToolEnv().city, ROOT));
  const order = { ...readStretch(values, city.timeZone, Date.now()), source: values.source };
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

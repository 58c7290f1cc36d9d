#!/usr/bin/env tsx
/** `npm run import`: history from somebody's files into the city. */
import { resolve } from "node:path";
import type { City } from "#contract/city";
import { loadCity, resolveCityFolder } from "#server/city/load-city";
import type { Context } from "#server/context";
import { readToolEnv } from "#server/env";
import { importPositionsFile } from "#server/import/import-positions-file";
import { importReportsFile } from "#server/import/import-reports-file";
import { readMapping } from "#server/import/read-mapping";
import { refusedPathOf } from "#server/import/refused-file";
import type { ImportFileOptions, ImportResult } from "#server/import/run-import";
import { inspectFile } from "#server/import/source-file";
import { progressLine, summaryOf } from "#server/import/summary";
import { type Order, readOrder } from "./import-order.ts";
import { ROOT, runTool, withCity } from "./tool.ts";

const USAGE = `npm run import -- reports FILE --mapping FILE [options]
npm run import -- positions FILE --mapping FILE [options]

  FILE             CSV, plain or gzip
  --mapping FILE   how its columns are to be read; docs/importing.md explains the form
  --city CODE      a folder of cities/ or the path of one; without it, the variable CITY
  --srid N         system of the coordinates by its number, instead of the mapping's
  --proj STRING    the same as a proj string
  --refused FILE   where refused rows go, instead of FILE.refused.csv beside the file
  --quiet          no progress`;

/** What a shell takes for "ended by Ctrl-C". */
const INTERRUPTED = 130;
const LAST_SEEN = "closed means seen closed for the last time: these reports tell nothing about lateness";
const PROGRESS_MS = { terminal: 200, file: 5_000 };

async function run(signal: AbortSignal): Promise<number> {
  const order = readOrder(process.argv.slice(2));
  if (order === "help") {
    console.log(USAGE);
    return 0;
  }
  // Whatever the person can mend is looked at before the database is opened, which may take seconds.
  const { city } = await loadCity(resolveCityFolder(order.city ?? readToolEnv().city, ROOT));
  const { shownAs } = await inspectFile(order.file);
  const importInto = await prepare(order, city);
  const progress = progressOf(order.quiet);
  const options = { refusedPath: refusedPath(order), signal, ...progress };
  const { result, seconds, source, note } = await withCity(order.city, async (ctx) => {
    const began = performance.now();
    progress.begin();
    const outcome = await importInto(ctx, options).finally(progress.end);
    return { ...outcome, seconds: (performance.now() - began) / 1000 };
  });
  const peakMemory = process.resourceUsage().maxRSS * 1024;
  console.log(
    summaryOf(`${order.kind} of ${source} from ${shownAs} into ${city.name}`, result, {
      seconds,
      peakMemory,
    }),
  );
  if (note) console.log(note);
  return result.complete ? 0 : INTERRUPTED;
}

type Import = (
  ctx: Context,
  options: ImportFileOptions,
) => Promise<{ result: ImportResult; source: string; note?: string }>;

async function prepare({ kind, file, mapping: path, srid, proj }: Order, city: City): Promise<Import> {
  if (kind === "positions") {
    const mapping = await readMapping(path, kind, city);
    return async (ctx, options) => ({
      result: await importPositionsFile(ctx, file, mapping, { srid, proj }, options),
      source: mapping.source,
    });
  }
  const mapping = await readMapping(path, kind, city);
  return async (ctx, options) => ({
    result: await importReportsFile(ctx, file, mapping, { srid, proj }, options),
    source: mapping.source,
    ...(mapping.closedAtIsLastSeen && { note: LAST_SEEN }),
  });
}

function refusedPath({ file, refused, quiet }: Order): string {
  if (refused !== undefined) return resolve(refused);
  const { path, elsewhere } = refusedPathOf(file);
  if (elsewhere && !quiet)
    process.stderr.write(`the file's folder is not to be written: refused rows go to ${path}\n`);
  return path;
}

/** On a terminal one line that changes, elsewhere a line now and then. */
function progressOf(quiet: boolean) {
  const terminal = process.stderr.isTTY === true;
  const every = terminal ? PROGRESS_MS.terminal : PROGRESS_MS.file;
  let began = 0;
  let last = 0;
  let open = false;
  return {
    begin: () => {
      began = performance.now();
      last = began;
    },
    onNote: (note: string) => process.stderr.write(`${note}\n`),
    onProgress: (progress: Parameters<typeof progressLine>[0]) => {
      const now = performance.now();
      if (quiet || now - last < every) return;
      last = now;
      const line = progressLine(progress, (now - began) / 1000);
      process.stderr.write(terminal ? `\r\x1b[K${line}` : `${line}\n`);
      open = terminal;
    },
    end: () => {
      if (open) process.stderr.write("\r\x1b[K");
      open = false;
    },
  };
}

await runTool("import", run);

/** History of positions: into the table of pings, and nowhere near the map of now. */

import { registerBrigades } from "../brigades/register-brigades.ts";
import type { Context } from "../context.ts";
import { columnsOf, insertFixes } from "../pings/insert-fixes.ts";
import type { LatestFix } from "../pings/latest-positions.ts";
import { ensurePartitions } from "../pings/partitions.ts";
import { openRows, rowFault } from "./csv-rows.ts";
import { ImportError } from "./import-error.ts";
import type { PositionMapping } from "./mapping.ts";
import type { SystemOption } from "./read-place.ts";
import { compilePosition, type ReadPosition, type VehicleFix } from "./read-position.ts";
import { Refused } from "./refusals.ts";
import { type ImportFileOptions, type ImportResult, runImport, type Stored } from "./run-import.ts";
import { Sightings } from "./sightings.ts";
import type { SourceFile } from "./source-file.ts";

const HOUR = 3_600_000;
/** What is older never moves a marker: history must not become now. */
const NOW_MS = 24 * HOUR;
/** More of either in one file is a wrong column, and each would leave something behind for good. */
const MOST_VEHICLES = 2_000;
const MOST_DAYS = 1_100;

interface StagedFixes {
  rows: { fix: VehicleFix; row: LatestFix }[];
  refused: Stored<VehicleFix>["refused"];
}

/** Imports a file of positions. Throws ImportError when it cannot be read. */
export function importPositionsFile(
  ctx: Context,
  path: string,
  mapping: PositionMapping,
  system: SystemOption = {},
  options: ImportFileOptions,
): Promise<ImportResult> {
  const now = ctx.clock.now();
  const vehicles = new Set<string>();
  const days = new Set<string>();
  return runImport<VehicleFix, StagedFixes>(
    ctx,
    path,
    {
      mapping,
      readBy: [system, ctx.rules.city.code],
      async compile(columns, file) {
        const read = compilePosition(mapping, columns, ctx.rules, system, now);
        return mapping.staleHours === undefined
          ? read
          : withoutStale(read, mapping, mapping.staleHours, file);
      },
      async stage(fixes) {
        await registerVehicles(ctx, mapping, fixes, vehicles);
        const staged = rowsOf(ctx, fixes);
        await preparePartitions(ctx, staged.rows, days);
        return staged;
      },
      commit: ({ rows, refused }, alongside) =>
        ctx.db.transaction(async (tx) => {
          const columns = columnsOf(
            rows.map(({ row }) => row),
            now - NOW_MS,
          );
          const repeated = (await insertFixes(tx, columns, now)).length;
          await alongside(tx, { accepted: rows.length - repeated, repeated, refused });
        }),
    },
    options,
  );
}

/** Reads the file once before, because it need not be sorted: what a fix is worth shows by what comes later in it. */
async function withoutStale(
  read: ReadPosition,
  mapping: PositionMapping,
  staleHours: number,
  file: SourceFile,
): Promise<ReadPosition> {
  const seen = new Sightings();
  const { names, pieces } = await openRows(file, mapping.csv);
  for await (const rows of pieces)
    for (const row of rows) {
      if (rowFault(row, names.length)) continue;
      const fix = read(row.cells);
      if (!(fix instanceof Refused)) seen.add(fix.brigade, fix.at);
    }
  return (cells) => {
    const fix = read(cells);
    if (fix instanceof Refused || !seen.alone(fix.brigade, fix.at, staleHours * HOUR)) return fix;
    return new Refused(
      "stale",
      `nothing else is heard of ${fix.brigade} for ${staleHours} h before and after`,
    );
  };
}

async function registerVehicles(
  ctx: Context,
  mapping: PositionMapping,
  fixes: readonly VehicleFix[],
  vehicles: Set<string>,
): Promise<void> {
  if (mapping.brigades !== "register") return;
  const fresh = new Map<string, VehicleFix>();
  for (const fix of fixes) if (!vehicles.has(fix.brigade)) fresh.set(fix.brigade, fix);
  if (fresh.size === 0) return;
  // As texts of their own: pieces of a file's text would keep all of that text in memory.
  for (const code of fresh.keys()) vehicles.add(Buffer.from(code).toString());
  if (vehicles.size > MOST_VEHICLES)
    throw new ImportError(`vehicle: the file names more than ${MOST_VEHICLES}; is that the right column?`);
  const unknown = [...fresh.values()].filter((fix) => !ctx.brigades.get(fix.brigade));
  if (unknown.length === 0) return;
  await registerBrigades(
    ctx,
    { role: "system", id: "import" },
    unknown.map(({ brigade, name }) => ({
      code: Buffer.from(brigade).toString(),
      name: Buffer.from(name).toString(),
      department: mapping.department ?? null,
    })),
  );
}

function rowsOf(ctx: Context, fixes: readonly VehicleFix[]): StagedFixes {
  const staged: StagedFixes = { rows: [], refused: [] };
  for (const fix of fixes) {
    const brigade = ctx.brigades.get(fix.brigade);
    if (brigade) staged.rows.push({ fix, row: rowOf(fix, brigade.id) });
    else
      staged.refused.push({
        item: fix,
        reason: "unknown-brigade",
        detail: `${fix.brigade} is not a brigade of ${ctx.rules.city.name}`,
      });
  }
  return staged;
}

function rowOf(fix: VehicleFix, brigade: number): LatestFix {
  return {
    brigade,
    at: fix.at,
    lon: Math.round(fix.lon * 1e7) / 1e7,
    lat: Math.round(fix.lat * 1e7) / 1e7,
    speed: fix.speed,
    heading: fix.heading,
    accuracy: null,
    battery: null,
    device: null,
  };
}

async function preparePartitions(ctx: Context, rows: StagedFixes["rows"], days: Set<string>): Promise<void> {
  for (const { row } of rows) days.add(new Date(row.at).toISOString().slice(0, 10));
  if (days.size > MOST_DAYS)
    throw new ImportError(
      `at: the file has positions of more than ${MOST_DAYS} days; is that the right column?`,
    );
  await ensurePartitions(ctx.db, [...days]);
}

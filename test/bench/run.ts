/**
 * `npm run bench -- NAME [--quick]`: prints a table for people, and as the last line JSON for programs:
 * {"bench", "figures", "goals": [{"name", "value", "bound", "ok"}]}. Ends with 1 when a goal is missed.
 */
import { parseArgs } from "node:util";
import type { Bench } from "./bench.ts";

const benches: Record<string, () => Promise<{ run: Bench }>> = {
  commands: () => import("./commands.ts"),
  snapshot: () => import("./snapshot.ts"),
  start: () => import("./start.ts"),
  import: () => import("./import.ts"),
  replay: () => import("./replay.ts"),
  ingest: () => import("./ingest.ts"),
  fanout: () => import("./fanout.ts"),
  trail: () => import("./trail.ts"),
  browser: () => import("./browser.ts"),
  scrub: () => import("./scrub.ts"),
  soak: () => import("./soak.ts"),
  desk: () => import("./desk.ts"),
};

const { positionals, values } = readArguments();
const name = positionals[0] ?? "";
const load = benches[name];
if (!load || positionals.length !== 1)
  refuse(`name one of ${Object.keys(benches).join(", ")}; it is "${positionals.join(" ")}"`);
const { run } = await load();
const { table, figures, goals } = await run({ quick: values.quick ?? false });
console.log(table);
for (const goal of goals)
  console.log(`${goal.ok ? "holds " : "MISSED"}  ${goal.name}: ${goal.value} (bound ${goal.bound})`);
console.log(JSON.stringify({ bench: name, figures, goals }));
process.exit(goals.every((goal) => goal.ok) ? 0 : 1);

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { quick: { type: "boolean" } } });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(line: string): never {
  console.error(`bench: ${line}`);
  process.exit(2);
}

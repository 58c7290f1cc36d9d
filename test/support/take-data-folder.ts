/** A process that takes the data folder of its first argument when it is told to, says what came of it, and stays. */
import { takeDataFolder } from "#server/db/data-folder";

process.stdin.once("data", () => {
  try {
    takeDataFolder(process.argv[2] ?? "");
    process.stdout.write("taken\n");
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
  }
});
process.stdin.on("end", () => process.exit(0));
process.stdout.write("ready\n");

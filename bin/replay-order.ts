/** The command line of `npm run replay`. */
import { compileDates } from "#server/import/dates";
import { readArguments, UsageError } from "./tool.ts";

/** Throws UsageError with one line that names the argument. */
export function readOptions(args: string[]) {
  const { values } = readArguments({
    args,
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

/** The same for what the options mean; instants without an offset are the zone's. `now` in ms. */
export function readStretch(
  values: { from?: string | undefined; to?: string | undefined; speed: string },
  timeZone: string,
  now: number,
) {
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
  if (to > now) throw new UsageError(`--to must lie in the past, is ${values.to}`);
  return { from, to, speed };
}

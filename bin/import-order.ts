/** The command line of `npm run import`. */
import { resolve } from "node:path";
import { ImportError } from "#server/import/import-error";
import { compileSystem } from "#server/import/systems";
import { readArguments, UsageError } from "./tool.ts";

export interface Order {
  kind: "reports" | "positions";
  file: string;
  mapping: string;
  city: string | undefined;
  srid: number | undefined;
  proj: string | undefined;
  refused: string | undefined;
  quiet: boolean;
}

/** Throws UsageError with one line that names the argument. */
export function readOrder(args: string[]): Order | "help" {
  const { values, positionals } = readArguments({
    args,
    allowPositionals: true,
    options: {
      mapping: { type: "string" },
      city: { type: "string" },
      srid: { type: "string" },
      proj: { type: "string" },
      refused: { type: "string" },
      quiet: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  const [kind, file, ...extra] = positionals;
  if (values.help) return "help";
  if (kind !== "reports" && kind !== "positions")
    throw new UsageError(
      `${kind === undefined ? "needs" : `unknown kind ${kind};`} reports or positions, then a FILE`,
    );
  if (file === undefined) throw new UsageError(`${kind} needs a FILE`);
  if (extra.length > 0) throw new UsageError(`unexpected argument ${extra[0]}`);
  if (values.mapping === undefined) throw new UsageError("--mapping FILE must be given");
  if (values.srid !== undefined && values.proj !== undefined)
    throw new UsageError("--srid and --proj exclude each other");
  if (values.srid !== undefined && !/^\d{1,6}$/.test(values.srid))
    throw new UsageError(`--srid must be a whole number, is ${values.srid}`);
  const { mapping, city, proj, refused, quiet = false } = values;
  const srid = values.srid === undefined ? undefined : Number(values.srid);
  if (srid !== undefined) tryOut("--srid", () => compileSystem({ srid }));
  if (proj !== undefined) tryOut("--proj", () => compileSystem({ proj }));
  return { kind, file: resolve(file), mapping: resolve(mapping), city, srid, proj, refused, quiet };
}

function tryOut(flag: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (error instanceof ImportError) throw new UsageError(`${flag} ${error.message}`);
    throw error;
  }
}

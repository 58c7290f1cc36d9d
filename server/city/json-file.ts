import { readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";

export type Path = readonly (string | number)[];

/** A JSON file that can tell on which of its lines a field stands. */
export interface JsonFile {
  /** As people write it: relative to where they are. */
  shownAs: string;
  /** undefined when the file is missing or no JSON; `faults` then says why. */
  value: unknown;
  faults: string[];
  /** "file:line field: rule" */
  fault(path: Path, rule: string): string;
}

/**
 * Reads strict JSON (no comments, no trailing commas), from `instead` when given. Never throws: what is wrong is in
 * `faults`.
 */
export async function readJsonFile(folder: string, name: string, instead?: string): Promise<JsonFile> {
  const shownAs = showPath(join(folder, name));
  const file: JsonFile = { shownAs, value: undefined, faults: [], fault: (_, rule) => `${shownAs}: ${rule}` };
  let text: string;
  try {
    text = (instead ?? (await readFile(join(folder, name), "utf8"))).replace(/^\uFEFF/, "");
  } catch (error) {
    file.faults.push(`${shownAs}: ${whyUnreadable(error)}`);
    return file;
  }
  const stem = basename(name).replace(/\..*$/, "");
  let tree: Node | undefined;
  file.fault = (path, rule) => {
    tree ??= parseTree(text);
    return `${shownAs}:${lineOf(text, tree, path)} ${fieldName(stem, path)}: ${rule}`;
  };
  try {
    // JSON.parse is an order of magnitude faster; the parser that knows offsets is only for whoever made a mistake.
    file.value = JSON.parse(text);
  } catch {
    file.faults.push(...syntaxFaults(text).map(([line, rule]) => `${shownAs}:${line} ${rule}`));
  }
  return file;
}

/** A path as people write it: relative while that is shorter. */
export function showPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short || ".";
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code === "ENOENT" ? "file is missing" : `cannot be read (${code || String(error)})`;
}

/** Lists go by the file's name, `services[3].sla.hours`; GeoJSON and objects by what is in them, `features[2].id`. */
export function fieldName(stem: string, path: Path): string {
  let name = path.length === 0 || typeof path[0] === "number" ? stem : "";
  for (const key of path) name += typeof key === "number" ? `[${key}]` : `${name ? "." : ""}${key}`;
  return name;
}

/** The line of a field; of what it is missing from when it is not there. */
function lineOf(text: string, tree: Node | undefined, path: Path): number {
  for (let length = path.length; tree && length > 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node) return lineAt(text, node.offset);
  }
  return tree ? lineAt(text, tree.offset) : 1;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

function syntaxFaults(text: string): [line: number, rule: string][] {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  if (errors.length === 0) return [[1, "must be JSON"]];
  // One slip makes the parser complain several times; the first of a line is the one to mend.
  const byLine = new Map<number, string>();
  for (const { error, offset } of errors) {
    const line = lineAt(text, offset);
    if (!byLine.has(line)) byLine.set(line, `must be JSON: ${words(printParseErrorCode(error))}`);
  }
  return [...byLine].slice(0, 3);
}

/** "CommaExpected" → "comma expected" */
function words(code: string): string {
  return code.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

/**
 * The house as a rule: which room may import which, and which packages. Works on file texts in memory, so that the
 * rule can be tried on a planted file; `house.test.ts` feeds it the real tree.
 */
import { builtinModules } from "node:module";
import { posix } from "node:path";
import { isCode, type Mention, type Reading, readSource } from "./read-imports.ts";

export interface Source {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** The part of package.json that says what a name means. */
export interface Package {
  readonly imports: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface Room {
  readonly ours: readonly RoomName[];
  /** Package names; `@scope/*` stands for a whole scope. */
  readonly packages: readonly string[];
  /** May it use node: modules? */
  readonly node: boolean;
  /** Pure: it is handed the time and the dice, it never takes them. */
  readonly pure: boolean;
}

const SPACE = ["@turf/*", "h3-js", "kdbush", "flatbush"];
const SCREEN = [
  "@deck.gl/*",
  "@fontsource-variable/inter",
  "@tanstack/react-virtual",
  "i18next",
  "lucide-react",
  "maplibre-gl",
  "react",
  "react-aria-components",
  "react-dom",
  "react-i18next",
  "socket.io-client",
  "terra-draw",
  "terra-draw-maplibre-gl-adapter",
  "zustand",
];
const MACHINE = [
  "@node-rs/argon2",
  "@electric-sql/*",
  "bullmq",
  "compression",
  "csv-parse",
  "express",
  "helmet",
  "ioredis",
  "jsonc-parser",
  "openid-client",
  "pg",
  "pg-copy-streams",
  "pino",
  "proj4",
  "rate-limiter-flexible",
  "saxes",
  "sharp",
  "socket.io",
  "ws",
];
const BUILD = ["@vitejs/plugin-react", "vite"];
const ANYWHERE = ["zod", "temporal-polyfill"];

const LOGIC = ["contract", "domain", "geo"] as const;

/** The table of STYLE. `data` is what is read and never run; `config` is the tool settings at the root. */
const HOUSE = {
  contract: { ours: ["contract"], packages: ["zod", "socket.io-parser"], node: false, pure: true },
  domain: { ours: LOGIC, packages: ["temporal-polyfill"], node: false, pure: true },
  geo: { ours: ["geo"], packages: SPACE, node: false, pure: true },
  server: {
    ours: [...LOGIC, "server", "data"],
    packages: [...ANYWHERE, ...MACHINE, ...BUILD],
    node: true,
    pure: false,
  },
  workers: {
    ours: [...LOGIC, "server", "workers", "data"],
    packages: [...ANYWHERE, ...MACHINE],
    node: true,
    pure: false,
  },
  client: { ours: [...LOGIC, "client"], packages: [...ANYWHERE, ...SCREEN], node: false, pure: false },
  demo: {
    ours: [...LOGIC, "demo", "data"],
    packages: [...ANYWHERE, "socket.io-client"],
    node: true,
    pure: false,
  },
  bin: {
    ours: [...LOGIC, "server", "workers", "client", "demo", "bin", "data"],
    packages: [...ANYWHERE, ...MACHINE, ...BUILD, "socket.io-client"],
    node: true,
    pure: false,
  },
  test: {
    ours: [...LOGIC, "server", "workers", "client", "demo", "bin", "data", "test", "config"],
    packages: ["*"],
    node: true,
    pure: false,
  },
  config: { ours: ["config"], packages: BUILD, node: true, pure: false },
  data: { ours: ["data"], packages: [], node: false, pure: true },
} as const satisfies Record<string, { ours: readonly string[] } & Omit<Room, "ours">>;

type RoomName = keyof typeof HOUSE;

export const ROOMS = ["domain", "geo", "server", "workers", "client", "demo", "bin", "test"] as const;
const DATA_FOLDERS = ["cities", "migrations", "docs"];
const ENVIRONMENT_READERS = /^(server\/env\.ts$|bin\/|test\/|[^/]+$)/;
const SHAPELESS_NAMES = new Set(["util", "utils", "helper", "helpers", "common", "misc"]);

/** Which room a path of the repository is in; `undefined` outside every room. */
export function roomOf(path: string): RoomName | undefined {
  const top = path.split("/")[0] ?? "";
  if (path.startsWith("domain/contract/")) return "contract";
  const room = ROOMS.find((name) => name === top);
  if (room !== undefined) return room;
  if (path === "package.json" || DATA_FOLDERS.includes(top)) return "data";
  if (path === "vitest.config.ts") return "test";
  return path.includes("/") || path.startsWith("..") ? undefined : "config";
}

/** Every breach of the rule in these files, one line each: file, line, import, and what the rule says. */
export function breaches(sources: readonly Source[], pkg: Package): string[] {
  const found: string[] = [];
  const graph = new Map<string, Set<string>>();
  const known = new Set(sources.map((source) => source.path));
  for (const { path, text } of sources) {
    found.push(...nameBreaches(path));
    if (!isCode(path)) continue;
    const reading = readSource(path, text);
    const targets = new Set<string>();
    for (const mention of reading.mentions) {
      const said = `${path}:${mention.line} imports ${mention.specifier ?? "something computed"}`;
      const rule = judgeMention(path, mention, pkg);
      if (rule !== undefined) found.push(`${said}: ${rule}`);
      const target = mention.kind === "import" ? fileBehind(path, mention, pkg, known) : undefined;
      if (target !== undefined) targets.add(target);
    }
    graph.set(path, targets);
    found.push(...touchBreaches(path, reading));
  }
  return [...found, ...cycles(graph).map((ring) => `${ring.join(" → ")}: files may not import in a circle`)];
}

function judgeMention(path: string, mention: Mention, pkg: Package): string | undefined {
  const name = roomOf(path);
  if (name === undefined) return "the file is in no room of the house";
  const room: Room = HOUSE[name];
  const { specifier } = mention;
  if (specifier === undefined)
    return name === "test" || name === "bin" ? undefined : "a computed import cannot be checked";

  const target = pathOf(path, specifier, pkg);
  if (target !== undefined) {
    const other = roomOf(target);
    if (other === undefined) return "the target is in no room of the house";
    if (!room.ours.includes(other)) return `${name} may import ${room.ours.join(", ")}; not ${other}`;
    if (name === "workers" && /^server\/(http\/|live\/|main\.ts$)/.test(target))
      return "workers may import server except server/http/, server/live/ and server/main.ts";
    if (/^demo\/truth(\.ts)?$/.test(target) && name !== "demo" && name !== "test")
      return "demo/truth.ts is known only to demo and test";
    return undefined;
  }
  if (specifier.startsWith("#")) return "package.json names no such import";
  return judgePackage(name, room, mention.typeOnly, specifier, pkg);
}

function judgePackage(
  name: RoomName,
  room: Room,
  typeOnly: boolean,
  specifier: string,
  pkg: Package,
): string | undefined {
  if (specifier.startsWith("node:") || builtinModules.includes(specifier))
    return room.node ? undefined : `${name} may not use modules of Node`;
  const wanted = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  const listed = room.packages.some(
    (entry) =>
      entry === "*" || entry === wanted || (entry.endsWith("/*") && wanted.startsWith(entry.slice(0, -1))),
  );
  // The GeoJSON types are a vocabulary, not a library: nothing of them is left when the code runs.
  const vocabulary = typeOnly && wanted === "geojson" && name !== "contract" && name !== "domain";
  if (!listed && !vocabulary)
    return `${name} may use ${room.packages.join(", ") || "no package"}; not ${wanted}`;
  const declared = name === "test" ? { ...pkg.dependencies, ...pkg.devDependencies } : pkg.dependencies;
  if (!vocabulary && !(wanted in declared)) return `package.json does not declare ${wanted} for ${name}`;
  return undefined;
}

function touchBreaches(path: string, reading: Reading): string[] {
  const found: string[] = [];
  if (!ENVIRONMENT_READERS.test(path))
    for (const { what, line } of reading.environment)
      found.push(`${path}:${line} reads ${what}: only server/env.ts does (bin/ and test/ may hand it in)`);
  const name = roomOf(path);
  if (name !== undefined && HOUSE[name].pure)
    for (const { what, line } of reading.ambient)
      found.push(`${path}:${line} takes ${what}: ${name} is pure; time, dice and network are handed in`);
  return found;
}

function nameBreaches(path: string): string[] {
  const found: string[] = [];
  const parts = path.split("/");
  if (parts.some((part) => part.split(/[-_.]/).some((word) => SHAPELESS_NAMES.has(word.toLowerCase()))))
    found.push(`${path}: name it after what it does, not utils, helpers, common or misc`);
  const file = parts.at(-1) ?? "";
  const component = /^[A-Z][A-Za-z0-9]*(\.test)?\.tsx$/.test(file);
  if (isCode(file) && !component && !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/.test(file))
    found.push(`${path}: file names are kebab-case; PascalCase is for a React component's .tsx`);
  return found;
}

/** The path in the repository that a relative or `#` name points to; `undefined` for a package. */
function pathOf(from: string, specifier: string, pkg: Package): string | undefined {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(from), specifier);
  for (const [pattern, target] of Object.entries(pkg.imports)) {
    const [head = "", tail = ""] = pattern.split("*");
    if (!specifier.startsWith(head) || !specifier.endsWith(tail)) continue;
    const star = specifier.slice(head.length, specifier.length - tail.length);
    return posix.normalize(target.replace("*", star));
  }
  return undefined;
}

function fileBehind(from: string, mention: Mention, pkg: Package, known: ReadonlySet<string>) {
  const target = mention.specifier === undefined ? undefined : pathOf(from, mention.specifier, pkg);
  if (target === undefined) return undefined;
  return ["", ".ts", ".tsx", "/index.ts", "/index.tsx"].map((end) => target + end).find((p) => known.has(p));
}

/** One ring of files for each circle found by a depth-first walk; each ring starts and ends with the same file. */
function cycles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const rings: string[][] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const walk = (file: string) => {
    const start = trail.indexOf(file);
    if (start >= 0) rings.push([...trail.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    trail.push(file);
    for (const next of graph.get(file) ?? []) walk(next);
    trail.pop();
    done.add(file);
  };
  for (const file of [...graph.keys()].sort()) walk(file);
  return rings;
}

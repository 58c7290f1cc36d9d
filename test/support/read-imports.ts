/**
 * What a source file reaches for: the modules that it names and the ambient things (environment, clock, dice, network)
 * that it touches. Read from the syntax tree, so that a comment or a string that mentions an import is not one.
 */
import { type ESTree, parseSync, Visitor } from "vite";

export interface Mention {
  /** As written, without a `?query`; `undefined` when it is computed and so cannot be judged. */
  readonly specifier: string | undefined;
  /** `worker` is `new URL("./x.ts", import.meta.url)`: another thread starts there, no binding comes back. */
  readonly kind: "import" | "worker";
  readonly typeOnly: boolean;
  readonly line: number;
}

export interface Touch {
  readonly what: string;
  readonly line: number;
}

export interface Reading {
  readonly mentions: readonly Mention[];
  readonly environment: readonly Touch[];
  /** Clock, randomness, timers and network: what a pure room must be given and may not take. */
  readonly ambient: readonly Touch[];
}

const AMBIENT_MEMBERS = new Set([
  "Date.now",
  "Math.random",
  "performance.now",
  "crypto.randomUUID",
  "crypto.getRandomValues",
  "Temporal.Now",
]);
const AMBIENT_CALLS = new Set(["fetch", "setTimeout", "setInterval", "setImmediate"]);

/** Reads `text` as the file named `file`. Throws when it does not parse, naming the file and the first error. */
export function readSource(file: string, text: string): Reading {
  const parsed = parseSync(file, text);
  const broken = parsed.errors[0];
  if (broken !== undefined) throw new Error(`${file}: does not parse: ${broken.message}`);

  const mentions: Mention[] = [];
  const environment: Touch[] = [];
  const ambient: Touch[] = [];
  const line = (node: ESTree.Span) => text.slice(0, node.start).split("\n").length;
  const mention = (node: ESTree.Span, raw: string | undefined, more: Partial<Mention> = {}) => {
    const specifier = raw?.replace(/\?.*$/s, "");
    mentions.push({ specifier, kind: "import", typeOnly: false, line: line(node), ...more });
  };

  new Visitor({
    ImportDeclaration(node) {
      mention(node, node.source.value, { typeOnly: isTypeImport(node) });
      const takesEnvironment =
        /^(node:)?process$/.test(node.source.value) &&
        node.specifiers.some((s) => s.type === "ImportSpecifier" && nameOf(s.imported) === "env");
      if (takesEnvironment) environment.push({ what: "process.env", line: line(node) });
    },
    ExportNamedDeclaration(node) {
      if (node.source) mention(node, node.source.value, { typeOnly: node.exportKind === "type" });
    },
    ExportAllDeclaration(node) {
      mention(node, node.source.value, { typeOnly: node.exportKind === "type" });
    },
    ImportExpression(node) {
      mention(node, literal(node.source));
    },
    TSImportType(node) {
      mention(node, node.source.value, { typeOnly: true });
    },
    TSImportEqualsDeclaration(node) {
      if (node.moduleReference.type === "TSExternalModuleReference")
        mention(node, node.moduleReference.expression.value);
    },
    NewExpression(node) {
      const callee = dotted(node.callee);
      if (callee === "URL" && dotted(node.arguments[1]) === "import.meta.url") {
        const target = literal(node.arguments[0]);
        if (target !== undefined && isCode(target)) mention(node, target, { kind: "worker" });
      }
      if (callee === "Date" && node.arguments.length === 0)
        ambient.push({ what: "new Date()", line: line(node) });
    },
    CallExpression(node) {
      const callee = dotted(node.callee) ?? "";
      if (["require", "import.meta.resolve", "import.meta.glob"].includes(callee))
        mention(node, literal(node.arguments[0]));
      if (AMBIENT_CALLS.has(callee)) ambient.push({ what: `${callee}()`, line: line(node) });
    },
    MemberExpression(node) {
      const path = dotted(node)?.replace(/^globalThis\./, "");
      if (path === "process.env") environment.push({ what: path, line: line(node) });
      if (path !== undefined && AMBIENT_MEMBERS.has(path)) ambient.push({ what: path, line: line(node) });
    },
    VariableDeclarator(node) {
      if (node.init === null || dotted(node.init) !== "process" || node.id.type !== "ObjectPattern") return;
      const takesEnvironment = node.id.properties.some(
        (p) => p.type === "Property" && p.key.type === "Identifier" && p.key.name === "env",
      );
      if (takesEnvironment) environment.push({ what: "process.env", line: line(node) });
    },
  }).visit(parsed.program);

  return { mentions, environment, ambient };
}

export function isCode(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path);
}

function isTypeImport(node: ESTree.ImportDeclaration): boolean {
  if (node.importKind === "type") return true;
  return (
    node.specifiers.length > 0 &&
    node.specifiers.every((s) => s.type === "ImportSpecifier" && s.importKind === "type")
  );
}

function nameOf(node: ESTree.ModuleExportName): string {
  return node.type === "Literal" ? node.value : node.name;
}

function literal(node: ESTree.Node | null | undefined): string | undefined {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral" && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** `a.b.c` or `a["b"].c` as "a.b.c"; `undefined` for anything that is not a plain path of names. */
function dotted(node: ESTree.Node | null | undefined): string | undefined {
  if (node?.type === "Identifier") return node.name;
  if (node?.type === "MetaProperty") return `${node.meta.name}.${node.property.name}`;
  if (node?.type === "ChainExpression") return dotted(node.expression);
  if (node?.type !== "MemberExpression") return undefined;
  const object = dotted(node.object);
  const property =
    node.property.type === "Identifier" && !node.computed ? node.property.name : literal(node.property);
  return object === undefined || property === undefined ? undefined : `${object}.${property}`;
}

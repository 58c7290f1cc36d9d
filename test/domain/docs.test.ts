/** The documents name what is there, and all of it: variables, routes, codes, commands, files and functions. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { problems } from "#contract/problem";
import { readEnv } from "#server/env";
import { routes } from "#server/http/routes";
import { jobs } from "#workers/jobs";
import { ROOMS } from "../support/house-rule.ts";
import { isCode } from "../support/read-imports.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const readme = read("README.md");
const integrating = read("docs/integrating.md");

const documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...markdownIn("docs")];
/** Decisions are dated and not edited: what they name may be gone. */
const current = documents.filter((path) => !path.startsWith("docs/decisions/"));

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name).replaceAll("\\", "/"));
}

/** The part of a document under a heading, up to the next heading of its level or above. */
function section(text: string, heading: string): string {
  const start = text.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`there is no "${heading}"`);
  const level = heading.split(" ")[0]?.length ?? 1;
  const rest = text.slice(start + heading.length + 2);
  const end = rest.search(new RegExp(`^#{1,${level}} `, "m"));
  return end < 0 ? rest : rest.slice(0, end);
}

/** Cells of the rows of a section's tables, without heads and rules. */
function rows(text: string): string[][] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter((cells) => !/^-+$/.test(cells[0] ?? ""));
}

/** What stands between single backquotes, code blocks aside. */
function spans(text: string): string[] {
  const prose = text.replace(/^```.*?^```$/gms, "").replace(/^ {4}.*$/gm, "");
  return [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? "");
}

const bare = (cell: string | undefined) => /^`([^`]+)`$/.exec(cell ?? "")?.[1];

describe("the README", () => {
  const settings = rows(section(readme, "## Settings"));
  const inSchema = [...read("server/env.ts").matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map((match) => match[1]);

  test("has every variable that is read, and no other", () => {
    expect(inSchema.length).toBeGreaterThan(10);
    expect(settings.slice(1).map(([name]) => bare(name))).toEqual(inSchema);
  });

  test("says the defaults that hold", () => {
    const env = new Map(Object.entries(readEnv({})));
    const wrong = settings.slice(1).flatMap(([name = "", said = ""]) => {
      const key = (bare(name) ?? "")
        .toLowerCase()
        .replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
      // `on` with the embedded database: the one default that hangs on another variable.
      const expected = key === "demo" ? /^`on` with / : undefined;
      const held = expected ? expected.test(said) : (bare(said) ?? said) === String(env.get(key) ?? "unset");
      return held ? [] : [`${name}: ${said}, not ${env.get(key)}`];
    });
    expect(wrong).toEqual([]);
  });

  test("has every route, and no other", () => {
    const listed = rows(section(readme, "## HTTP")).map(([route]) => bare(route));
    const real = routes.map((route) => `${route.method.toUpperCase()} ${route.path}`);
    const pages = ["GET /", "GET /healthz", "GET /readyz"];
    expect(listed.slice(1).sort()).toEqual([...pages, ...real].sort());
  });

  test("names every npm script", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const said = [...readme.matchAll(/(?:`|^)npm (?:run )?([a-z]+)/gm)].map((match) => match[1]);
    expect(Object.keys(scripts).filter((name) => !said.includes(name))).toEqual([]);
    expect(said.filter((name) => name !== "ci" && !(name !== undefined && name in scripts))).toEqual([]);
  });
});

describe("the documents", () => {
  test("integrating has every code of a refusal with its status, and every route of /api", () => {
    const codes = rows(section(integrating, "## Refusals")).slice(1);
    expect(Object.fromEntries(codes.map(([code, status]) => [bare(code), Number(status)]))).toEqual(problems);
    const missing = routes
      .map((route) => route.path.split(":")[0] ?? "")
      .filter((path) => !integrating.includes(path));
    expect(missing).toEqual([]);
  });

  test("operating has every job with its interval", () => {
    const seconds = { s: 1, min: 60, h: 3600 };
    const said = rows(section(read("docs/operating.md"), "## Jobs"))
      .slice(1)
      .map(([name, every = ""]) => {
        const [n, unit] = every.split(" ");
        return [bare(name), Number(n) * (seconds[unit as keyof typeof seconds] ?? Number.NaN)];
      });
    expect(said).toEqual(jobs.map((job) => [job.name, job.every]));
  });

  test("adding a city has every file of one", () => {
    const said = rows(section(read("docs/adding-a-city.md"), "## The files"))
      .slice(1)
      .map(([name]) => bare(name));
    expect(said.sort()).toEqual(readdirSync(join(root, "cities/san-pedro")).sort());
  });

  test.each(current)("%s names only files and folders that are there", (path) => {
    const named = spans(read(path)).filter(isPath);
    expect(named.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });

  test.each(documents)("%s links only to what is there", (path) => {
    const links = [...read(path).matchAll(/(?:\]\(|src=")([^)"\s]+)[)"]/g)].map((match) => match[1] ?? "");
    const broken = links
      .filter((link) => !/^(https?:|#)/.test(link))
      .map((link) => link.split("#"))
      .filter(([file = "", anchor]) => {
        const target = normalize(join(dirname(path), file));
        return !existsSync(join(root, target)) || (anchor !== undefined && !anchors(target).includes(anchor));
      });
    expect(broken).toEqual([]);
  });

  test("every decision is in the list of decisions", () => {
    const index = read("docs/decisions/README.md");
    const forgotten = markdownIn("docs/decisions").filter((path) => {
      const name = path.split("/").at(-1) ?? "";
      return name !== "README.md" && !index.includes(`(${name})`);
    });
    expect(forgotten).toEqual([]);
  });

  test("the life of a report names only functions and types that are there", () => {
    const code = sources();
    const named = spans(read("docs/life-of-a-report.md")).filter((span) =>
      /^[A-Za-z]\w*(\.[a-z]\w*)?$/.test(span),
    );
    expect(named.length).toBeGreaterThan(40);
    const gone = named.filter((name) => name.split(".").some((word) => !code.has(word)));
    expect(gone).toEqual([]);
  });
});

/** A path in one of the rooms or data folders, without blanks to be filled in. */
function isPath(span: string): boolean {
  const [first = ""] = span.split("/");
  const folders = [...ROOMS, "docs", "cities", "migrations", ".ci"] as string[];
  return folders.includes(first) && span.includes("/") && !/[\s…*<>]|[A-Z]{4,}\/|YYYY/.test(span);
}

/** The anchors of a document's headings, as GitHub makes them. */
function anchors(path: string): string[] {
  return [...read(path).matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** All words of the code, tests aside. */
function sources(): Set<string> {
  const words = new Set<string>();
  for (const room of ROOMS.filter((name) => name !== "test"))
    for (const name of readdirSync(join(root, room), { recursive: true, encoding: "utf8" }).filter(isCode))
      for (const word of read(join(room, name)).match(/\w+/g) ?? []) words.add(word);
  for (const word of read("migrations/schema.sql").match(/\w+/g) ?? []) words.add(word);
  return words;
}

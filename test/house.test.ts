/** The house, as STYLE draws it, holds: read from the imports that are really there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { breaches, type Package, ROOMS, type Source } from "./support/house-rule.ts";
import { belongsTo, isTestFile, PROJECTS, type Project } from "./support/projects.ts";
import { isCode } from "./support/read-imports.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const Names = z.record(z.string(), z.string());
const pkg: Package = z
  .object({ imports: Names, dependencies: Names, devDependencies: Names })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

/** The files of the rooms and the code at the root; build output and dependencies aside. */
function realSources(): Source[] {
  const inRooms = ROOMS.filter((room) => existsSync(join(root, room)))
    .flatMap((room) =>
      readdirSync(join(root, room), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll("\\", "/")),
    )
    .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path));
  const atRoot = readdirSync(root).filter(isCode);
  return [...inRooms, ...atRoot].map((path) => ({
    path,
    text: isCode(path) ? readFileSync(join(root, path), "utf8") : "",
  }));
}

describe("the house", () => {
  const sources = realSources();

  test("no file breaks the import rule, reads the environment on its own, or closes a circle", () => {
    expect(breaches(sources, pkg)).toEqual([]);
  });

  test("every test file belongs to a project, so that none is forgotten by the runner", () => {
    const projects = Object.keys(PROJECTS) as Project[];
    const homeless = sources
      .map((source) => source.path)
      .filter((path) => path.startsWith("test/") && isTestFile(path))
      .filter((path) => !projects.some((project) => belongsTo(project, path)));
    expect(homeless).toEqual([]);
  });
});

describe("the checker itself", () => {
  const refuse = (path: string, text: string) => breaches([{ path, text }], pkg);

  test.each([
    ["domain/fold.ts", 'import { appendEvents } from "#server/db/append-events";', "not server"],
    ["domain/sla.ts", 'export { x } from "../client/store/city.ts";', "not client"],
    ["domain/contract/city.ts", 'import { cell } from "#geo/hexagon";', "not geo"],
    ["domain/contract/city.ts", 'import type { City } from "#domain/city";', "not domain"],
    ["domain/report.ts", 'import { z } from "zod";', "not zod"],
    ["geo/track.ts", 'import { City } from "#contract/city";', "not contract"],
    ["geo/track.ts", 'import bearing from "turf";', "not turf"],
    ["client/map/map.ts", 'import type { Context } from "#server/context";', "not server"],
    ["client/map/map.ts", 'import { join } from "node:path";', "modules of Node"],
    ["client/map/map.ts", 'import { join } from "path";', "modules of Node"],
    ["client/map/map.ts", 'import bbox from "@turf/bbox";', "not @turf/bbox"],
    ["client/map/map.ts", 'const page = await import("../../server/main.ts");', "not server"],
    ["client/map/map.ts", "const page = await import(name);", "computed"],
    ["client/map/map.ts", 'new Worker(new URL("../../workers/sweep.ts", import.meta.url));', "not workers"],
    ["client/map/map.ts", 'let c: import("#server/context").Context;', "not server"],
    ["server/main.ts", 'import { sweep } from "#workers/sweep-sla";', "not workers"],
    ["server/main.ts", 'import React from "react";', "not react"],
    ["server/main.ts", 'import { sut } from "#test/support/services";', "not test"],
    ["server/main.ts", 'import nothing from "#nowhere/x";', "no such import"],
    ["server/main.ts", 'import yes from "../../elsewhere/x.ts";', "in no room"],
    ["server/geocode.ts", 'import { flat } from "flatbush";', "not flatbush"],
    ["geo/near.ts", 'import Flatbush from "flatbush";', "does not declare flatbush"],
    ["workers/sweep-sla.ts", 'import { guard } from "#server/http/guard";', "except server/http/"],
    ["workers/sweep-sla.ts", 'import { start } from "../server/main.ts";', "except server/http/"],
    ["demo/simulate.ts", 'import { pool } from "#server/db/pool";', "not server"],
    ["bin/start.ts", 'import { truth } from "#demo/truth";', "demo/truth.ts"],
    ["bin/start.ts", 'import { services } from "../test/support/services.ts";', "not test"],
    ["vite.config.ts", 'import { city } from "./domain/city.ts";', "not domain"],
    ["server/db/pool.ts", "const url = process.env.DATABASE_URL;", "reads process.env"],
    ["server/db/pool.ts", 'const url = process["env"].DATABASE_URL;', "reads process.env"],
    ["server/db/pool.ts", "const { env } = process;", "reads process.env"],
    ["server/db/pool.ts", 'import { env } from "node:process";', "reads process.env"],
    ["domain/sla.ts", "export const now = () => Date.now();", "domain is pure"],
    ["geo/track.ts", "export const now = () => new Date();", "geo is pure"],
    ["domain/folio.ts", "export const dice = Math.random();", "domain is pure"],
    ["server/http/utils.ts", "export {};", "name it after what it does"],
    ["client/ui/date-helpers.ts", "export {};", "name it after what it does"],
    ["server/common/x.ts", "export {};", "name it after what it does"],
    ["server/CreateReport.ts", "export {};", "kebab-case"],
  ])("refuses in %s: %s", (path, text, rule) => {
    const lines = refuse(path, text);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(path);
    expect(lines[0]).toContain(rule);
  });

  test.each([
    ["domain/fold.ts", 'import { City } from "#contract/city"; import { cell } from "../geo/hexagon.ts";'],
    ["domain/sla.ts", 'import { Temporal } from "temporal-polyfill"; const at = new Date(0);'],
    ["geo/near.ts", 'import type { Polygon } from "geojson"; import distance from "@turf/distance";'],
    ["server/env.ts", "export const port = process.env.PORT;"],
    ["bin/start.ts", 'import { start } from "#server/main"; start(process.env);'],
    ["demo/generate.ts", 'import { truth } from "./truth.ts"; import fs from "node:fs";'],
    ["workers/sweep-sla.ts", 'import { appendEvents } from "#server/db/append-events";'],
    ["client/map/Card.tsx", 'import { Button } from "react-aria-components"; export const b = <Button />;'],
    ["client/map/map.ts", 'import url from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";'],
    [
      "domain/sla.ts",
      '// import "#server/x"; process.env\nexport const says = `import "node:fs"; Date.now()`;',
    ],
  ])("accepts in %s: %s", (path, text) => {
    expect(refuse(path, text)).toEqual([]);
  });

  test("a failing line names the file, its line, the import and the rule", () => {
    expect(refuse("domain/fold.ts", '\nimport "#server/main";')).toEqual([
      "domain/fold.ts:2 imports #server/main: domain may import contract, domain, geo; not server",
    ]);
  });

  test("finds a circle of imports, through short names and types too", () => {
    const ring = [
      { path: "domain/a.ts", text: 'import "#domain/b";' },
      { path: "domain/b.ts", text: 'import type { C } from "./c.ts";' },
      { path: "domain/c.ts", text: 'export * from "#domain/a";' },
      { path: "domain/d.ts", text: 'import "./a.ts";' },
    ];
    expect(breaches(ring, pkg)).toEqual([
      "domain/a.ts → domain/b.ts → domain/c.ts → domain/a.ts: files may not import in a circle",
    ]);
  });

  test("a thread may know its parent's types: starting it is not importing it", () => {
    const pair = [
      {
        path: "client/map/cluster.ts",
        text: 'new Worker(new URL("./cluster.webworker.ts", import.meta.url));',
      },
      { path: "client/map/cluster.webworker.ts", text: 'import type { Cluster } from "./cluster.ts";' },
    ];
    expect(breaches(pair, pkg)).toEqual([]);
  });

  test("a file that does not parse is an error that names it, not a file without imports", () => {
    expect(() => refuse("domain/x.ts", "import {")).toThrow(/domain\/x\.ts: does not parse/);
  });
});

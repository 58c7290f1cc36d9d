import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { DataFolderError, holderOf, takeDataFolder } from "#server/db/data-folder";
import { root } from "#test/support/test-database";

const all = mkdtempSync(join(tmpdir(), "cuadrilla-folders-"));
let path: string;
let made = 0;
beforeEach(() => {
  path = join(all, `${++made}`);
});
afterAll(() => rmSync(all, { recursive: true, force: true }));

const lockOf = (folder: string) => join(folder, "lock.json");

function refusalOf(folder: string): string {
  try {
    takeDataFolder(folder);
  } catch (error) {
    if (error instanceof DataFolderError) return error.message;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("a data folder", () => {
  test("is made when it is not there, with all above it", () => {
    const folder = takeDataFolder(join(path, "a/b"));
    expect(folder.databaseFolder.startsWith(folder.path)).toBe(true);
    folder.release();
    expect(existsSync(lockOf(join(path, "a/b")))).toBe(false);
  });

  test("is one process's until that releases it", () => {
    const folder = takeDataFolder(path);
    expect(refusalOf(path)).toBe(`DATA_DIR: ${path} is in use by process ${process.pid}`);
    expect(holderOf(path)?.pid).toBe(process.pid);
    folder.release();
    expect(holderOf(path)).toBeUndefined();
    takeDataFolder(path).release();
  });

  test("is another living process's too", () => {
    takeDataFolder(path).release();
    // Only Linux tells when a process began; elsewhere its number must do.
    const stat = existsSync("/proc/self/stat") ? readFileSync(`/proc/${process.ppid}/stat`, "utf8") : "";
    const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
    const lock = JSON.stringify({ pid: process.ppid, started });
    writeFileSync(lockOf(path), lock);
    expect(refusalOf(path)).toBe(`DATA_DIR: ${path} is in use by process ${process.ppid}`);
    expect(readFileSync(lockOf(path), "utf8")).toBe(lock);
  });

  const dead = 2 ** 22 + 1; // Above Linux's highest pid.
  test.each([
    ["of a process that is gone", JSON.stringify({ pid: dead, started: "1" })],
    ["of a process whose number is another's by now", JSON.stringify({ pid: process.ppid, started: "1" })],
    ["of an earlier process with our own number", JSON.stringify({ pid: process.pid, started: "1" })],
    ["that was never finished", '{"pid": 12'],
    ["that is empty", ""],
    ["that says nothing", "null"],
    ["that says nonsense", '{"pid": "1", "started": []}'],
    ["of process 0, which is everybody", '{"pid": 0, "started": null}'],
  ])("is free in spite of a lock %s", (_, lock) => {
    mkdirSync(path);
    writeFileSync(lockOf(path), lock);
    expect(holderOf(path)).toBeUndefined();
    const folder = takeDataFolder(path);
    expect(holderOf(path)?.pid).toBe(process.pid);
    expect(readdirSync(path).sort()).toEqual(["FORMAT", "lock.json"]);
    folder.release();
  });

  test("of another format is left as it is, in one line that says so", () => {
    mkdirSync(path);
    writeFileSync(join(path, "FORMAT"), "99\n");
    expect(refusalOf(path)).toMatch(/^DATA_DIR: .* another version .*format 99.*$/);
    expect(readdirSync(path)).toEqual(["FORMAT"]);
  });

  test("that cannot be made is refused in one line", () => {
    writeFileSync(path, "a file");
    expect(refusalOf(path)).toMatch(/^DATA_DIR: .* \(EEXIST\)$/);
    expect(refusalOf(join(path, "below"))).toMatch(/^DATA_DIR: .* \(ENOTDIR\)$/);
  });
});

test("of several processes that find a dead one's lock at the same moment exactly one takes the folder", async () => {
  mkdirSync(path);
  writeFileSync(lockOf(path), JSON.stringify({ pid: 2 ** 22 + 1, started: "1" }));
  const children = Array.from({ length: 5 }, () => {
    const child = spawn(
      process.execPath,
      ["--import", "tsx", join(root, "test/support/take-data-folder.ts"), path],
      { cwd: root, stdio: ["pipe", "pipe", "inherit"] },
    );
    const lines = child.stdout[Symbol.asyncIterator]();
    const next = async () => String((await lines.next()).value).trim();
    const gone = new Promise((resolve) => child.once("exit", resolve));
    return { child, next, gone };
  });
  for (const { next } of children) expect(await next()).toBe("ready");
  for (const { child } of children) child.stdin.write("go");
  const said = await Promise.all(children.map(({ next }) => next()));
  for (const { child } of children) child.stdin.end();
  await Promise.all(children.map(({ gone }) => gone));
  expect(said.filter((line) => line === "taken")).toHaveLength(1);
  for (const line of said) expect(line).toMatch(/^taken$|is in use by process \d+$/);
});

/** Builds the page when it is missing or older than its sources; told by a hash, because a clone has no dates. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SOURCES = ["client", "domain", "geo", "package-lock.json", "vite.config.ts"];
const BUILD_LIMIT_MS = 180_000;

/** Gives back whether there was something to build. Rejects with the builder's own words when it fails. */
export async function buildClient(root: string): Promise<boolean> {
  const stamp = join(root, "dist", ".sources");
  const hash = hashOf(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return false;
  await runVite(root);
  writeFileSync(stamp, hash);
  return true;
}

function runVite(root: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const vite = spawn(
      process.execPath,
      [join(root, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "warn"],
      {
        cwd: root,
        stdio: ["ignore", "pipe", "pipe"],
        timeout: BUILD_LIMIT_MS,
      },
    );
    let said = "";
    for (const stream of [vite.stdout, vite.stderr])
      stream.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
    vite.on("error", reject);
    vite.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the page could not be built (${code}):\n${said.trim()}`));
    });
  });
}

function hashOf(root: string): string {
  const hash = createHash("sha256");
  for (const source of SOURCES) addTo(hash, join(root, source), source);
  return hash.digest("hex");
}

function addTo(hash: ReturnType<typeof createHash>, path: string, name: string): void {
  if (!existsSync(path)) return;
  const entries = name.includes(".")
    ? undefined
    : readdirSync(path, { recursive: true, withFileTypes: true });
  if (!entries) {
    hash.update(name).update(readFileSync(path));
    return;
  }
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(file.slice(path.length)).update(readFileSync(file));
}

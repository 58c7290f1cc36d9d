/**
 * Set up before every test file: what the file opened, it closes. A socket, a server, a child or a thread that is still
 * there after its last hook would keep a real process from stopping, so it fails the file.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { afterAll } from "vitest";

/** Closing takes the event loop a few turns, and an idle HTTP connection of `fetch` up to 4 s. */
const LIMIT_MS = 6_000;
const HANDLES = /^(TCP|TLS|Pipe|UDP|Process|FSEvent|StatWatcher)/;

// Node does not list threads among its active resources, but it announces each one.
const threads = new Set<Worker>();
process.on("worker", (thread) => {
  threads.add(thread);
  thread.once("exit", () => threads.delete(thread));
});

// Vitest leaves its workers behind when it is interrupted. Without it there is nobody left to tell the result to.
process.once("disconnect", () => process.exit(1));

const before = openHandles();

afterAll(async () => {
  const giveUpAt = performance.now() + LIMIT_MS;
  let left = leftOpen();
  while (left.length > 0 && performance.now() < giveUpAt) {
    await pause(25);
    left = leftOpen();
  }
  if (left.length > 0) throw new Error(`left open by this file after its last hook: ${left.join(", ")}`);
}, LIMIT_MS * 2);

function leftOpen(): string[] {
  return [...openHandles()]
    .map(([kind, count]) => ({ kind, extra: count - (before.get(kind) ?? 0) }))
    .filter(({ extra }) => extra > 0)
    .map(({ kind, extra }) => `${extra} × ${kind}`);
}

function openHandles(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo())
    if (HANDLES.test(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  if (threads.size > 0) counts.set("Worker thread", threads.size);
  return counts;
}

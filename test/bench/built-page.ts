/** A page of a benchmark, built and served for as long as it is measured. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import { build } from "vite";

export async function servePage(root: string): Promise<{ url: string; close(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "cuadrilla-bench-page-"));
  const http = express().use(express.static(folder)).listen(0, "127.0.0.1");
  const close = () => {
    http.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await build({
      root,
      logLevel: "error",
      build: {
        outDir: folder,
        emptyOutDir: true,
        target: "es2022",
        minify: true,
        chunkSizeWarningLimit: 4000,
      },
      worker: { format: "es" },
    });
    if (!http.listening) await once(http, "listening");
  } catch (error) {
    close();
    throw error;
  }
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`, close };
}

/** How long a browser that is not there yet needs to a drawn map: the page's, and the least that can be called one. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename, join } from "node:path";
import { chromium } from "playwright-core";
import { root } from "#test/support/test-database";

const LIMIT_MS = 120_000;
/** WebGL without a graphics card, and nothing that calls home. */
export const browserFlags = [
  "--no-sandbox",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
  "--disable-background-networking",
  "--disable-quic",
  "--no-first-run",
  "--disable-component-update",
];

/** Starts a browser, opens `url` and waits for the page's mark `first-map`. */
export async function drawFirstMap(url: string, executablePath: string): Promise<void> {
  const browser = await chromium.launch({ executablePath, args: browserFlags });
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(url);
    await page.waitForFunction(() => performance.getEntriesByName("first-map").length > 0, undefined, {
      timeout: LIMIT_MS,
    });
  } finally {
    await browser.close();
  }
}

/** Seconds to a MapLibre map of one colour, without data, in a page without anything else. */
export async function drawBareMap(executablePath: string): Promise<number> {
  const server = createServer((request, response) => {
    const name = basename(request.url ?? "");
    const [type, body] = name === "" ? ["text/html", bareMap] : [typeOf(name), fileOf(name)];
    response.setHeader("Content-Type", type).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  try {
    const start = performance.now();
    await drawFirstMap(`http://127.0.0.1:${port}/`, executablePath);
    return (performance.now() - start) / 1000;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const bareMap = `<!doctype html>
<link rel="icon" href="data:," />
<link rel="stylesheet" href="/maplibre-gl.css" />
<body style="margin: 0"><div id="map" style="height: 100vh"></div></body>
<script type="module">
  import { Map, setWorkerUrl } from "/maplibre-gl.mjs";
  setWorkerUrl("/maplibre-gl-worker.mjs");
  const layers = [{ id: "ground", type: "background", paint: { "background-color": "#234" } }];
  const map = new Map({ container: "map", style: { version: 8, sources: {}, layers }, zoom: 12, center: [0, 0] });
  map.once("idle", () => performance.mark("first-map"));
</script>`;

function typeOf(name: string): string {
  return name.endsWith(".css") ? "text/css" : "text/javascript";
}

function fileOf(name: string): Buffer {
  return readFileSync(join(root, "node_modules/maplibre-gl/dist", name));
}

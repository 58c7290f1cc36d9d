import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** Where `npm start` listens while the page is worked on with `npx vite`. */
const api = process.env.API_URL ?? "http://127.0.0.1:8080";

/** The map's parts are fetched from the first line of the page on, beside the page's own, which needs none of them to start. */
const fetchMapEarly: Plugin = {
  name: "fetch-map-early",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle }) {
      const chunks = Object.values(bundle ?? {}).filter((part) => part.type === "chunk");
      const map = chunks.find((chunk) => chunk.name === "city-map");
      const files = map ? [map.fileName, ...map.imports] : [];
      const missing = files.filter((file) => !html.includes(file));
      return missing.map((file) => ({
        tag: "link",
        attrs: { rel: "modulepreload", crossorigin: true, href: `/${file}` },
        injectTo: "head" as const,
      }));
    },
  },
};

export default defineConfig({
  root: fileURLToPath(new URL("./client", import.meta.url)),
  plugins: [react(), fetchMapEarly],
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    // No inline data: the page's policy wants every byte from its own origin, and fonts cache better as files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // The two large ones change only with their versions; the page itself changes with every release.
        codeSplitting: {
          groups: [
            // Vite's own few lines for `import()`: the page needs them at once, and would wait for whichever part took them in.
            { name: "import", test: /vite\/preload-helper/ },
            // Runs before every chunk in which a schema is made.
            { name: "without-eval", test: /client\/without-eval\.ts$/, priority: 10 },
            { name: "maplibre", test: /node_modules\/(maplibre-gl|@maplibre)\// },
            {
              name: "deck",
              test: /node_modules\/(@deck\.gl|@luma\.gl|@loaders\.gl|@math\.gl|@probe\.gl|mjolnir\.js)\//,
            },
            // Only the map of sectors draws.
            { name: "terra-draw", test: /node_modules\/terra-draw/ },
            // What the page needs to start. What only a page that is fetched later needs comes with that page.
            { name: "vendor", test: /node_modules\//, tags: ["$initial"] },
          ],
        },
      },
    },
  },
  worker: { format: "es" },
  server: {
    proxy: { "/api": api, "/socket.io": { target: api, ws: true } },
  },
});

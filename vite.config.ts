import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm start` listens while the page is worked on with `npx vite`. */
const api = process.env.API_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  root: fileURLToPath(new URL("./client", import.meta.url)),
  plugins: [react()],
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
            // Runs before every chunk in which a schema is made.
            { name: "without-eval", test: /client\/without-eval\.ts$/, priority: 10 },
            { name: "maplibre", test: /node_modules\/(maplibre-gl|@maplibre)\// },
            {
              name: "deck",
              test: /node_modules\/(@deck\.gl|@luma\.gl|@loaders\.gl|@math\.gl|@probe\.gl|mjolnir\.js)\//,
            },
            { name: "vendor", test: /node_modules\// },
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

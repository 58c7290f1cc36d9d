import { defineConfig } from "vitest/config";
import { globsOf, leftOutOf, type Project } from "./test/support/projects.ts";
import { findServices } from "./test/support/services.ts";

/** Two workers, whatever the machine: every integration file has a database of its own, and figures stay comparable. */
function project(name: Project, more: object = {}) {
  return {
    test: {
      name,
      include: globsOf(name),
      exclude: [...leftOutOf(name)],
      pool: "forks" as const,
      maxWorkers: 2,
      setupFiles: ["test/support/console-noise.ts", "test/support/open-handles.ts"],
      testTimeout: 60_000,
      hookTimeout: 120_000,
      allowOnly: false,
      ...more,
    },
  };
}

export default defineConfig({
  test: {
    tags: [{ name: "shared-data", description: "needs data files that are no part of the repository" }],
    projects: [
      project("house"),
      project("unit"),
      project("integration-embedded", { env: { TEST_DRIVER: "embedded" } }),
      project("integration-postgres", {
        env: { TEST_DRIVER: "postgres" },
        globalSetup: ["test/support/start-services.ts"],
      }),
      // One browser at a time: it draws with the processor, and two would starve each other. Run after the rest.
      // What the page shows is the same on both databases, and the embedded one takes seconds for each city.
      project("browser", {
        ...(findServices().found
          ? { env: { TEST_DRIVER: "postgres" }, globalSetup: ["test/support/start-services.ts"] }
          : { env: { TEST_DRIVER: "embedded" } }),
        maxWorkers: 1,
        sequence: { groupOrder: 1 },
      }),
    ],
  },
});

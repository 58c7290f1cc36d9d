import { defineConfig } from "vitest/config";

const common = { testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { ...common, name: "house", include: ["test/house.test.ts"] } },
      {
        test: {
          ...common,
          name: "unit",
          include: ["test/{domain,geo,client,demo}/**/*.test.ts", "test/house.test.ts"],
        },
      },
    ],
  },
});

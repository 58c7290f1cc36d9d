/** Which test files belong to which Vitest project: said once for `vitest.config.ts`, `run.ts` and the house test. */
const integration = ["test/server/", "test/workers/", "test/bin/"];

export const PROJECTS = {
  house: ["test/house.test.ts", "test/support/"],
  unit: ["test/domain/", "test/geo/", "test/client/", "test/demo/"],
  "integration-embedded": integration,
  "integration-postgres": integration,
  browser: ["test/browser/"],
} as const satisfies Record<string, readonly string[]>;

export type Project = keyof typeof PROJECTS;

export function isTestFile(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

/** `path` is from the root of the repository. An entry that ends in "/" is a folder, any other a file. */
export function belongsTo(project: Project, path: string): boolean {
  return PROJECTS[project].some((entry) => (entry.endsWith("/") ? path.startsWith(entry) : path === entry));
}

export function globsOf(project: Project): string[] {
  return PROJECTS[project].map((entry) => (entry.endsWith("/") ? `${entry}**/*.test.{ts,tsx}` : entry));
}

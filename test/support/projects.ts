/** Which test files belong to which Vitest project: said once for `vitest.config.ts`, `run.ts` and the house test. */
import { findServices } from "./services.ts";

const integration = ["test/server/", "test/workers/", "test/bin/"];

/** Of the server's files those that open no database: once is enough. */
const withoutDatabase = [
  "test/server/city-mistakes.test.ts",
  "test/server/city.test.ts",
  "test/server/env.test.ts",
  "test/server/import-boundaries.test.ts",
  "test/server/import-csv.test.ts",
  "test/server/read-cap.test.ts",
  "test/server/sealed-box.test.ts",
  "test/server/secret-keys.test.ts",
  "test/server/tracker-decoders.test.ts",
  "test/server/warning-feed.test.ts",
];

/**
 * What stands on suites that both databases must pass, and speaks to them in the same plain statements: it runs on PostgreSQL where
 * there is one, which takes a tenth of a second for a database where the embedded one takes seconds.
 */
const onOneDatabase = [
  "test/server/access.test.ts",
  "test/server/administration.test.ts",
  "test/server/alerts.test.ts",
  "test/server/audiences.test.ts",
  "test/server/audit.test.ts",
  "test/server/city-parts.test.ts",
  "test/server/contacts.test.ts",
  "test/server/desk-moves.test.ts",
  "test/server/duplicates.test.ts",
  "test/server/guard.test.ts",
  "test/server/http.test.ts",
  "test/server/import-live.test.ts",
  "test/server/import-mappings.test.ts",
  "test/server/import-reports-file.test.ts",
  "test/server/import-shared-data.test.ts",
  "test/server/invitation.test.ts",
  "test/server/leak.test.ts",
  "test/server/life-of-a-report.test.ts",
  "test/server/notes.test.ts",
  "test/server/oidc.test.ts",
  "test/server/osmand-port.test.ts",
  "test/server/osmand.test.ts",
  "test/server/owntracks.test.ts",
  "test/server/past.test.ts",
  "test/server/photos.test.ts",
  "test/server/sign-in.test.ts",
  "test/server/stock-clients.test.ts",
  "test/server/traccar.test.ts",
  "test/server/tracker-limits.test.ts",
  "test/server/web.test.ts",
  "test/workers/forget-contacts.test.ts",
  "test/workers/poll-warnings.test.ts",
  "test/workers/raise-other-alerts.test.ts",
  "test/workers/raise-report-alerts.test.ts",
  "test/workers/sweep-sla.test.ts",
  "test/workers/watch-brigades.test.ts",
];

export const PROJECTS = {
  house: ["test/house.test.ts", "test/support/"],
  unit: ["test/domain/", "test/geo/", "test/client/", "test/demo/", ...withoutDatabase],
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
  if (leftOutOf(project).includes(path)) return false;
  return PROJECTS[project].some((entry) => (entry.endsWith("/") ? path.startsWith(entry) : path === entry));
}

export function globsOf(project: Project): string[] {
  return PROJECTS[project].map((entry) => (entry.endsWith("/") ? `${entry}**/*.test.{ts,tsx}` : entry));
}

/** Files of its folders that run in another project. */
export function leftOutOf(project: Project): readonly string[] {
  switch (project) {
    case "integration-embedded":
      return findServices().found ? [...withoutDatabase, ...onOneDatabase] : withoutDatabase;
    case "integration-postgres":
      return withoutDatabase;
    default:
      return [];
  }
}

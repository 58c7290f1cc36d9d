/**
 * Global setup of the project `integration-postgres`: the test processes find a running PostgreSQL and Redis in
 * `TEST_DATABASE_URL` and `TEST_REDIS_URL`, whether `npm test` or a bare `npx vitest` started them.
 */
import { findServices, startServices } from "./services.ts";

export default async function setup(): Promise<() => Promise<void>> {
  const search = findServices();
  if (search.found === undefined) throw new Error(`not on this machine: ${search.missing}`);
  const services = await startServices(search.found, { fsync: false });
  process.env.TEST_DATABASE_URL = services.databaseUrl;
  process.env.TEST_REDIS_URL = services.redisUrl;
  return () => services.stop();
}

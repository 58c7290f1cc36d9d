/** Every HTTP route, with the permission that it needs. What is not here is not served. */
import type { Route } from "./route.ts";
import { cityRoutes } from "./routes/city.ts";
import { cityPartRoutes } from "./routes/city-parts.ts";
import { demoRoutes } from "./routes/demo.ts";
import { identityRoutes } from "./routes/identity.ts";
import { liveRoutes } from "./routes/live.ts";
import { machineRoutes } from "./routes/machines.ts";
import { peopleRoutes } from "./routes/people.ts";
import { positionRoutes } from "./routes/positions.ts";
import { reportRoutes } from "./routes/reports.ts";

export const routes: readonly Route[] = [
  ...cityRoutes,
  ...identityRoutes,
  ...reportRoutes,
  ...positionRoutes,
  ...liveRoutes,
  ...demoRoutes,
  ...peopleRoutes,
  ...machineRoutes,
  ...cityPartRoutes,
];

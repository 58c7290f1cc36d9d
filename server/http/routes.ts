/** Every HTTP route, with the permission that it needs. What is not here is not served. */
import type { Route } from "./route.ts";
import { alertRoutes } from "./routes/alerts.ts";
import { auditRoutes } from "./routes/audit.ts";
import { cityRoutes } from "./routes/city.ts";
import { cityPartRoutes } from "./routes/city-parts.ts";
import { contactRoutes } from "./routes/contacts.ts";
import { deadLetterRoutes } from "./routes/dead-letters.ts";
import { demoRoutes } from "./routes/demo.ts";
import { identityRoutes } from "./routes/identity.ts";
import { liveRoutes } from "./routes/live.ts";
import { machineRoutes } from "./routes/machines.ts";
import { matchRoutes } from "./routes/match.ts";
import { oidcRoutes } from "./routes/oidc.ts";
import { pastRoutes } from "./routes/past.ts";
import { peopleRoutes } from "./routes/people.ts";
import { photoRoutes } from "./routes/photos.ts";
import { positionRoutes } from "./routes/positions.ts";
import { privacyRoutes } from "./routes/privacy.ts";
import { reportRoutes } from "./routes/reports.ts";
import { signInRoutes } from "./routes/sign-in.ts";

export const routes: readonly Route[] = [
  ...cityRoutes,
  ...identityRoutes,
  ...signInRoutes,
  ...oidcRoutes,
  ...reportRoutes,
  ...matchRoutes,
  ...contactRoutes,
  ...photoRoutes,
  ...positionRoutes,
  ...liveRoutes,
  ...pastRoutes,
  ...alertRoutes,
  ...privacyRoutes,
  ...auditRoutes,
  ...demoRoutes,
  ...peopleRoutes,
  ...machineRoutes,
  ...cityPartRoutes,
  ...deadLetterRoutes,
];

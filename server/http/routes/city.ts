/** What the city is. */
import type { Route } from "../route.ts";

export const cityRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/city",
    needs: "city.read",
    handle: (ctx) => ({
      body: {
        fingerprint: ctx.rules.fingerprint,
        version: ctx.version,
        demo: ctx.demo !== undefined,
        basemapStyleUrl: ctx.basemapStyleUrl ?? null,
        city: ctx.rules.city,
      },
    }),
  },
  { method: "get", path: "/api/city/base", needs: "city.read", handle: (ctx) => ({ body: ctx.rules.base }) },
  {
    method: "get",
    path: "/api/services",
    needs: "city.read",
    handle: (ctx) => ({
      body: ctx.rules.city.services
        .filter((service) => !service.retired)
        .map(({ code, name, group, department }) => ({ code, name, group, department })),
    }),
  },
];

/** What the city is. */
import { audienceOf } from "#domain/audience";
import { publicCity } from "#domain/public";
import type { Route } from "../route.ts";

export const cityRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/city",
    needs: "city.read",
    handle: (ctx, _request, { principal, reach }) => ({
      body: {
        fingerprint: ctx.rules.fingerprint,
        version: ctx.version,
        demo: ctx.demo !== undefined,
        basemapStyleUrl: ctx.basemapStyleUrl ?? null,
        city: audienceOf(principal, reach).kind === "public" ? publicCity(ctx.rules.city) : ctx.rules.city,
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

/** What the city is. */
import type { City } from "#contract/city";
import { audienceOf } from "#domain/audience";
import { type Principal, reach } from "#domain/may";
import { publicCity } from "#domain/public";
import type { Route } from "../route.ts";

export const cityRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/city",
    needs: "city.read",
    handle: (ctx, _request, { principal }) => ({
      body: {
        fingerprint: ctx.rules.fingerprint,
        version: ctx.version,
        demo: ctx.demo !== undefined,
        basemapStyleUrl: ctx.basemapStyleUrl ?? null,
        city: cityFor(principal, ctx.rules.city),
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

/** As the audience may know it to whose live city they belong; whoever has none is told what everybody is. */
function cityFor(principal: Principal, city: City): City {
  const found = reach(principal, "live.subscribe");
  const audience = found ? audienceOf(principal, found) : undefined;
  if (audience === undefined || audience.kind === "public") return publicCity(city);
  if (audience.kind === "ops") return city;
  return { ...publicCity(city), brigades: city.brigades.filter(({ code }) => code === audience.brigade) };
}

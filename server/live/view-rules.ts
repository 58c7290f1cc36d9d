/** The city as its projections ask it, and the same rules as conditions on rows. */
import type { Audience } from "#contract/actor";
import type { Service } from "#contract/city";
import type { ViewRules } from "#domain/audience";
import { everyRow, type Reach } from "#domain/may";
import type { CityRules, Context } from "../context.ts";
import { reachCondition } from "../reports/within-reach.ts";

type Ctx = Pick<Context, "rules" | "brigades">;

const services = new WeakMap<CityRules, Map<string, Service>>();

function servicesOf(rules: CityRules): Map<string, Service> {
  const known = services.get(rules) ?? new Map(rules.city.services.map((service) => [service.code, service]));
  services.set(rules, known);
  return known;
}

/** Asked anew each time: the city's rules are replaced while it lives, and what is kept is kept by the rules as they stand. */
export function viewRules(ctx: Ctx): ViewRules {
  const { brigades } = ctx;
  const rules = ctx.rules.now;
  const known = servicesOf(rules);
  return {
    departmentOf: (service) => known.get(service)?.department ?? null,
    brigadeId: (code) => brigades.get(code)?.id,
    brigadeDepartment: (id) => brigades.byNumber(id)?.department ?? null,
    public: {
      placeOf: (service) => known.get(service)?.publicPlace ?? "none",
      sectorOf: rules.sectorOf,
      brigades: rules.city.publicPositions.mode !== "off",
    },
  };
}

/** Which rows of `reports r` an audience sees at all, as a condition with its parameter. */
export function rowsOf(ctx: Ctx, audience: Audience, parameter: string): { sql: string; value: unknown } {
  if (audience.kind !== "public") return reachCondition(ctx, reachOf(audience), parameter);
  const shown = ctx.rules.city.services.filter((service) => service.publicPlace !== "none");
  return { sql: `r.service = ANY (${parameter}::text[])`, value: shown.map(({ code }) => code) };
}

function reachOf(audience: Exclude<Audience, { kind: "public" }>): Reach {
  if (audience.kind === "field") return { rows: "brigade", brigade: audience.brigade };
  return audience.department === null ? everyRow : { rows: "department", department: audience.department };
}

/** A city's sectors and depots as fences. */
import type { BrigadeFile } from "#contract/city";
import { depotRules } from "#domain/watch";
import { type Area, polygonArea } from "#geo/fence";
import type { CityRules } from "#server/context";

export interface AreasOf {
  sectors: { code: string; area: Area }[];
  brigade(code: string): { shift: BrigadeFile["shift"]; depot: { code: string; area: Area } } | undefined;
}

const kept = new WeakMap<CityRules, AreasOf>();

/** Made once for the rules as they stand: a change of the city brings new ones. */
export function areasOf(rules: CityRules): AreasOf {
  const known = kept.get(rules);
  if (known) return known;
  const brigades = new Map(
    rules.city.brigades.flatMap(({ code, shift, depot: [lon, lat], retired }) => {
      const area: Area = { kind: "circle", lon, lat, radius: depotRules.radius };
      // One that was retired has no hours any more in which to be silent.
      return retired ? [] : [[code, { shift, depot: { code, area } }] as const];
    }),
  );
  const made: AreasOf = {
    sectors: rules.city.sectors.map(({ code, geometry }) => ({ code, area: polygonArea(geometry) })),
    brigade: (code) => brigades.get(code),
  };
  kept.set(rules, made);
  return made;
}

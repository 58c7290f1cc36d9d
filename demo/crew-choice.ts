/** Which brigades may do the work of which service. */
import type { City } from "#contract/city";

export interface Crew {
  /** In the city's list. */
  index: number;
  code: string;
}

/**
 * For each service (by index) the brigades of its department that have all its skills; where no such brigade exists, the
 * department's others, else anybody with the skills. May be empty: such reports are attended in the office.
 */
export function crewsOf(city: City): Crew[][] {
  const all = city.brigades.map((brigade, index) => ({ ...brigade, index }));
  return city.services.map((service) => {
    const skilled = all.filter((b) => service.skills.every((skill) => b.skills.includes(skill)));
    const own = all.filter((b) => b.department === service.department);
    const both = skilled.filter((b) => b.department === service.department);
    const chosen = both.length > 0 ? both : own.length > 0 ? own : service.skills.length > 0 ? skilled : [];
    return chosen.map(({ index, code }) => ({ index, code }));
  });
}

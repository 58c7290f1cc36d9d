/**
 * Whether news and alerts are about what the filters ask for: by service and department. What state a report is in decides nothing here,
 * for that is what they tell to have changed.
 */
import type { Alert } from "#contract/alerts";
import type { City } from "#contract/city";
import type { LiveCity } from "#domain/fold";
import type { Filters } from "./filters.ts";
import type { Happening } from "./happenings.ts";
import { usePage } from "./page-store.ts";

type Asked = Pick<Filters, "departments" | "services">;
type Services = Pick<City, "services">;
type Brigades = Pick<LiveCity, "brigades">;

/** A brigade is of a department and of no service: it passes any. */
export function isAbout(
  { departments, services }: Asked,
  city: Services,
  { brigades }: Brigades,
  about: Pick<Happening, "service" | "brigade">,
): boolean {
  const passes = (department: string | null | undefined) =>
    departments.length === 0 || departments.includes(department ?? "");
  if (about.service === null)
    return passes(about.brigade === null ? null : brigades.get(about.brigade)?.department);
  if (services.length > 0 && !services.includes(about.service)) return false;
  return passes(city.services.find(({ code }) => code === about.service)?.department);
}

/** Weather is everybody's. */
export function isAlertAbout(asked: Asked, city: Services, brigades: Brigades, alert: Alert): boolean {
  return alert.warning !== null || isAbout(asked, city, brigades, alert);
}

/** By the page's own filters, for whoever keeps the news of a city. */
export function newsAskedFor(live: Brigades): (one: Happening) => boolean {
  const { filters, answer } = usePage.getState();
  return (one) => !answer || isAbout(filters, answer.city, live, one);
}

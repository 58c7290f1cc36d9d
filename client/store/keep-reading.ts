/** Reads the live city anew when there is reason to, and at most twice a second: lists and counters need no more. */
import { localeOf } from "../i18n/languages.ts";
import { cityClock } from "./local-clock.ts";
import { type PageState, usePage } from "./page-store.ts";
import { GOOD_FOR, readCity } from "./reading.ts";

const AT_MOST_EVERY = 500;

export function keepReading(): void {
  let readAt = 0;
  const look = () => {
    const page = usePage.getState();
    const { reading, live } = page;
    const now = performance.now();
    const isOld = reading === null || now - readAt > GOOD_FOR;
    if (!live.city || (!isOld && live.city.reports.changes === reading.changes && live.city === lastCity))
      return;
    readAt = now;
    readNow();
  };
  setInterval(look, AT_MOST_EVERY);
  usePage.subscribe((page, before) => {
    const asked =
      page.filters !== before.filters ||
      page.scope !== before.scope ||
      page.sort !== before.sort ||
      page.language !== before.language ||
      (page.scope === "map" && page.bounds !== before.bounds) ||
      page.link?.snapshots !== before.link?.snapshots;
    if (!asked || !page.live.city || page.reading !== before.reading) return;
    readAt = performance.now();
    readNow();
  });
}

let lastCity: PageState["live"]["city"];

/** Now, because rows are needed that are the table's own. */
export function readNow(): void {
  const { live, answer, filters, scope, bounds, sort, language, reading: before } = usePage.getState();
  if (!live.city || !answer) return;
  lastCity = live.city;
  const now = live.clock.now();
  const question = {
    filters,
    now,
    clock: cityClock(answer.city.timeZone).at(now),
    bounds: scope === "map" ? bounds : null,
    sort,
    locale: localeOf(language, answer.city),
  };
  const reading = readCity(live.city, answer.city, question, before);
  usePage.setState({ reading });
}

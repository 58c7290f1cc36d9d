/** Reads the live city anew: at once when it has changed, and then not before the page has had its rest. */
import { localeOf } from "../i18n/languages.ts";
import { cityClock } from "./local-clock.ts";
import { type PageState, usePage } from "./page-store.ts";
import { GOOD_FOR, readCity } from "./reading.ts";

/** Between two readings, ms: five a second are more than an eye follows. */
const REST = 200;
/** So many times what the last one took: in a large city no more than a fifth of the main thread reads. */
const REST_SHARE = 4;
const LOOK_EVERY = 500;

export function keepReading(): void {
  let resting = false;
  const look = () => {
    if (resting || !isWanted()) return;
    const rest = readAt + Math.max(REST, REST_SHARE * took) - performance.now();
    if (rest <= 0) return readNow();
    resting = true;
    setTimeout(() => {
      resting = false;
      look();
    }, rest);
  };
  usePage.getState().live.moved.add(look);
  setInterval(look, LOOK_EVERY);
  usePage.subscribe((page, before) => {
    const asked =
      page.filters !== before.filters ||
      page.scope !== before.scope ||
      page.sort !== before.sort ||
      page.language !== before.language ||
      (page.scope === "map" && page.bounds !== before.bounds) ||
      page.link?.snapshots !== before.link?.snapshots;
    if (!asked || !page.live.city || page.reading !== before.reading) return;
    readNow();
  });
}

function isWanted(): boolean {
  const { reading, live } = usePage.getState();
  if (!live.city) return false;
  if (reading === null || performance.now() - readAt > GOOD_FOR) return true;
  return live.city.reports.changes !== reading.changes || live.city !== lastCity;
}

let lastCity: PageState["live"]["city"];
let readAt = 0;
/** The last reading, ms. */
let took = 0;

/** Now, because rows are needed that are the table's own. */
export function readNow(): void {
  const { live, answer, filters, scope, bounds, sort, language, reading: before } = usePage.getState();
  if (!live.city || !answer) return;
  lastCity = live.city;
  readAt = performance.now();
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
  took = performance.now() - readAt;
  usePage.setState({ reading });
}

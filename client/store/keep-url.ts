/** The address bar always holds the link to what is on the screen; Back steps through what was selected. */
import { kioskPath } from "#contract/pages";
import { chooseLanguage } from "../i18n/languages.ts";
import { knownFilters, linkFaults } from "./link-faults.ts";
import { type PageState, usePage } from "./page-store.ts";
import { type PageLink, readLink, writeLink } from "./page-url.ts";
import { withPast } from "./past-link.ts";

/** Browsers refuse more than about 100 changes of the address in 30 s. */
const AT_MOST_EVERY = 400;
const LANGUAGE = "cuadrilla.language";
const THEME = "cuadrilla.theme";

/** Takes over what the link says, and else what this person chose last time. */
export function openLink(): void {
  const link = readLink(location.search);
  const habit = { language: recall(LANGUAGE), theme: recall(THEME) };
  usePage.setState({
    view: link.view,
    filters: link.filters,
    scope: link.scope,
    selection: link.selection,
    language: chooseLanguage(link.language, habit.language, "es"),
    languageInLink: link.language !== null,
    theme: link.theme ?? readLink(`?theme=${habit.theme}`).theme ?? "auto",
    themeInLink: link.theme !== null,
  });
}

/** Once the city is known: leaves out of the view what it does not have, and keeps what that was to be said. */
export function checkLink(): void {
  const { search } = location;
  const stop = usePage.subscribe(({ answer, filters }) => {
    if (!answer) return;
    stop();
    const faults = linkFaults(search, answer.city);
    if (faults.length > 0)
      usePage.setState({ linkFaults: faults, filters: knownFilters(filters, answer.city) });
  });
}

/** A wall that was opened without its link shows the one view that it is bound to all the same. */
export function keepToView({ view }: { view: string | null }): void {
  if (view === null || view === "" || location.search !== "") return;
  history.replaceState(null, "", kioskPath(view));
  openLink();
}

/** Whether this person has ever chosen a language; if not, the city's own holds. */
export function hasLanguageHabit(): boolean {
  return recall(LANGUAGE) !== null;
}

export function keepUrl(): void {
  let timer: number | undefined;
  const later = () => {
    if (timer === undefined) timer = window.setTimeout(replace, AT_MOST_EVERY);
  };
  const replace = () => {
    timer = undefined;
    history.replaceState(null, "", addressOf(usePage.getState()));
  };
  usePage.subscribe((page, before) => {
    if (page.selection !== before.selection && !returning) {
      history.pushState(null, "", addressOf(page));
      return;
    }
    if (isSame(page, before)) return;
    later();
  });
  addEventListener("popstate", () => {
    // Only what was open comes back; the map stays where the person has it now.
    const { selection } = readLink(location.search);
    returning = true;
    usePage.setState({ selection });
    returning = false;
    later();
  });
}

let returning = false;

export function rememberLanguage(language: string): void {
  keep(LANGUAGE, language);
}

export function rememberTheme(theme: string): void {
  keep(THEME, theme);
}

function isSame(a: PageState, b: PageState): boolean {
  return (
    a.view === b.view &&
    a.filters === b.filters &&
    a.scope === b.scope &&
    a.linkTail === b.linkTail &&
    a.language === b.language &&
    a.theme === b.theme &&
    a.languageInLink === b.languageInLink &&
    a.themeInLink === b.themeInLink &&
    a.past === b.past
  );
}

function addressOf(page: PageState): string {
  const link: PageLink = {
    view: page.view,
    filters: page.filters,
    scope: page.scope,
    selection: page.selection,
    language: page.languageInLink ? page.language : null,
    theme: page.themeInLink ? page.theme : null,
  };
  const query = withPast(writeLink(link), page.past);
  const tail = page.linkTail === "" ? "" : `${query === "" ? "?" : "&"}${page.linkTail}`;
  return `${location.pathname}${query}${tail}`;
}

/** Storage may be forbidden; then nothing is remembered. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {}
}

/** What a person can do to the page, in one place: components and keys call these. */
import type { Status } from "#contract/report";
import { chooseLanguage } from "../i18n/languages.ts";
import { ROOMY } from "../ui/use-media.ts";
import { type FigureFilter, noFilters, toggled } from "./filters.ts";
import { hasLanguageHabit, rememberLanguage, rememberTheme } from "./keep-url.ts";
import type { ListSort, SortKey } from "./list-sort.ts";
import { type PageState, usePage } from "./page-store.ts";
import type { Selection, Theme } from "./page-url.ts";
import { leavePast } from "./past.ts";

const set = usePage.setState;

export function select(selection: Selection | null): void {
  const { selection: now } = usePage.getState();
  if (JSON.stringify(now) !== JSON.stringify(selection)) set({ selection });
}

export function selectReportById(id: number): void {
  const folio = usePage.getState().live.city?.reports.get(id)?.folio;
  if (folio) select({ kind: "report", folio });
}

export function selectBrigadeById(id: number): void {
  const code = usePage.getState().live.city?.brigades.get(id)?.code;
  if (code) select({ kind: "brigade", code });
}

/** The list stands at this one. */
export function stepTo(id: number | null): void {
  if (usePage.getState().activeRow !== id) set({ activeRow: id });
}

/** More at once are more than anybody means to move. */
export const MOST_MARKED = 1000;

export function mark(ids: Iterable<number>): void {
  set(({ marked }) => ({ marked: new Set([...marked, ...ids].slice(0, MOST_MARKED)) }));
}

export function toggleMark(id: number): void {
  set(({ marked }) => ({ marked: new Set(toggled([...marked], id).slice(0, MOST_MARKED)) }));
}

export function unmark(isWanted: (id: number) => boolean): void {
  const { marked } = usePage.getState();
  const left = [...marked].filter((id) => !isWanted(id));
  if (left.length < marked.size) set({ marked: new Set(left) });
}

export function clearMarks(): void {
  if (usePage.getState().marked.size > 0) set({ marked: new Set() });
}

export function sortBy(sort: ListSort): void {
  set({ sort });
}

/** As the name of a column is pressed: once more turns its order round. */
export function orderBy(by: SortKey): void {
  const { sort } = usePage.getState();
  sortBy({ by, descending: sort.by === by && !sort.descending });
}

export function hover(id: number | null): void {
  if (usePage.getState().hovered !== id) set({ hovered: id });
}

export function setDepartments(departments: readonly string[]): void {
  set(({ filters, answer }) => {
    // A service of a department that is no longer chosen would silently show nothing.
    const keep = (code: string) => {
      const service = answer?.city.services.find((s) => s.code === code);
      return departments.length === 0 || (service !== undefined && departments.includes(service.department));
    };
    return { filters: { ...filters, departments, services: filters.services.filter(keep) } };
  });
}

export function setServices(services: readonly string[]): void {
  set(({ filters }) => ({ filters: { ...filters, services } }));
}

export function setStatuses(statuses: readonly Status[]): void {
  set(({ filters }) => ({ filters: { ...filters, statuses } }));
}

export function toggleFigure(figure: FigureFilter): void {
  set(({ filters }) => ({ filters: { ...filters, figures: toggled(filters.figures, figure) } }));
}

export function clearFilters(): void {
  set({ filters: noFilters });
}

export function toggleScope(): void {
  set(({ scope }) => ({ scope: scope === "map" ? "all" : "map" }));
}

export function setLanguage(language: string): void {
  rememberLanguage(language);
  set({ language: chooseLanguage(language), languageInLink: true });
}

export function setTheme(theme: Theme): void {
  rememberTheme(theme);
  set({ theme, themeInLink: true });
}

export function dismissLinkFaults(): void {
  set({ linkFaults: [] });
}

/** One step back: the help, then the notice, then the card. */
export function stepBack(): void {
  const page: PageState = usePage.getState();
  if (page.helpOpen) set({ helpOpen: false });
  else if (page.linkFaults.length > 0) dismissLinkFaults();
  else if (page.selection) select(null);
  else if (page.past !== null) leavePast();
}

export function toggleLegend(): void {
  set(({ legendOpen }) => ({ legendOpen: !(legendOpen ?? matchMedia(ROOMY).matches) }));
}

/** Until somebody chooses, the page speaks what the city speaks. */
export function speakCityLanguage(): void {
  const { answer, languageInLink } = usePage.getState();
  if (languageInLink || hasLanguageHabit()) return;
  set({ language: chooseLanguage(answer?.city.languages[0]) });
}

/** What a key of the desk is about: only what one sees marked, open, or stood at. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepDesk } from "../../client/pages/dispatch/keep-desk.ts";
import { standsAt, targetOfCard, targetsOf } from "../../client/pages/dispatch/targets.ts";
import { MOST_MARKED, mark, select, stepTo, toggleMark } from "../../client/store/actions.ts";
import { draftOf, keepDraft, useDesk } from "../../client/store/desk-store.ts";
import { noFilters } from "../../client/store/filters.ts";
import { CityClock } from "../../client/store/local-clock.ts";
import { usePage } from "../../client/store/page-store.ts";
import { leavePast, usePast } from "../../client/store/past.ts";
import { readCity } from "../../client/store/reading.ts";
import { diceOf, emptyCity, newReport } from "./random-log.ts";
import { smallCity } from "./small-city.ts";

const START = Date.UTC(2026, 10, 23, 15);
const desk = useDesk.getState();
const page = usePage.getState();
const dice = diceOf(3);
const [first, second] = [newReport(1, START, dice), newReport(2, START, dice)];

function read(services: readonly string[]): void {
  const city = page.present.city ?? emptyCity();
  const clock = new CityClock(smallCity.timeZone).at(START);
  const filters = { ...noFilters, services };
  usePage.setState({ reading: readCity(city, smallCity, { filters, now: START, clock, bounds: null }) });
}
const about = () => targetsOf(usePage.getState()).map(({ id }) => id);

beforeEach(() => {
  const city = emptyCity();
  city.reports.set({ ...first, service: "pothole" });
  city.reports.set({ ...second, service: "tree" });
  page.present.city = city;
  read([]);
});
afterEach(() => {
  leavePast();
  page.present.city = undefined;
  useDesk.setState(desk, true);
  usePage.setState(page, true);
});

test("the row at which the list stands is meant as long as the list shows it", () => {
  stepTo(first.id);
  expect(about()).toEqual([first.id]);
  read(["tree"]);
  expect(about()).toEqual([]);
  expect(standsAt(usePage.getState())).toBeNull();
});

test("of what was found the one that has the focus is meant, and none of the list that is away meanwhile", () => {
  stepTo(first.id);
  useDesk.setState({ search: "fuga" });
  expect(about()).toEqual([]);
  useDesk.setState({ finding: second.folio });
  expect(about()).toEqual([second.id]);
  // Archived: found, and not to be moved.
  useDesk.setState({ finding: "22222-22222" });
  expect(about()).toEqual([]);
});

test("keys mean what is marked, and the buttons of a card its own report", () => {
  select({ kind: "report", folio: second.folio });
  expect(about()).toEqual([second.id]);
  mark([first.id]);
  expect(about()).toEqual([first.id]);
  expect(targetOfCard(usePage.getState(), second.folio).map(({ id }) => id)).toEqual([second.id]);
});

test("a mark goes with its report when that goes out of sight", () => {
  keepDesk();
  mark([first.id, second.id]);
  page.present.city?.reports.delete(first.id);
  read([]);
  expect([...usePage.getState().marked]).toEqual([second.id]);
});

test("no more are marked than may be moved at once", () => {
  mark(Array.from({ length: MOST_MARKED }, (_, i) => i + 10));
  toggleMark(first.id);
  expect(usePage.getState().marked.size).toBe(MOST_MARKED);
  expect(usePage.getState().marked.has(first.id)).toBe(false);
});

test("what was is only looked at", () => {
  mark([first.id]);
  usePast.setState({ phase: "loading" });
  expect(about()).toEqual([]);
  expect(targetOfCard(usePage.getState(), first.folio)).toEqual([]);
});

test("on the way into the past a form closes, and what was typed in it is kept", () => {
  keepDesk();
  const target = { id: first.id, folio: first.folio, version: 1, status: first.status };
  keepDraft("note", first.folio, "Hay que llevar la grúa.");
  useDesk.setState({ form: { kind: "note", targets: [target] }, drawing: "lasso" });
  usePast.setState({ phase: "loading" });
  expect(useDesk.getState()).toMatchObject({ form: null, drawing: null });
  expect(draftOf("note", first.folio)).toBe("Hay que llevar la grúa.");
});

/** Keeps in the store what is fetched when somebody opens it: a report's card, a brigade's trail and doings. */
import { BrigadeDoings, Trail } from "#contract/card";
import { numberOfFolio } from "#domain/folio";
import { cleanTrack } from "#geo/clean-track";
import { mayDo } from "../store/may.ts";
import { type Fetched, type PageState, usePage } from "../store/page-store.ts";
import { asHttpError, getJson } from "./http.ts";
import { ShownCard } from "./shown-card.ts";

const TRAIL_MINUTES = 30;

export function fetchWhenOpened(): void {
  let asked: AbortController | undefined;
  let opened: PageState["selection"] = null;
  let who: PageState["me"] = null;
  let version = 0;
  let merged = 0;
  const check = (page: PageState) => {
    if (page.selection !== opened || page.me !== who) {
      opened = page.selection;
      who = page.me;
      version = 0;
      asked?.abort();
      asked = undefined;
      usePage.setState({ card: null, trail: null, doings: null });
    }
    if (!opened || !page.answer || !page.me) return;
    if (opened.kind === "brigade") {
      if (!mayDo(page, "position.history")) return;
      const newest = toldOf(page, opened.code);
      if (asked && newest <= version) return;
      version = newest;
      if (!asked) {
        asked = new AbortController();
        void fetchTrail(opened.code, asked.signal);
      }
      void fetchDoings(opened.code, asked.signal);
      return;
    }
    if (!mayDo(page, "report.open")) return;
    // The live city knows of a newer version than the card shows, or of a merge, by which the report that goes on has no new
    // version: it is fetched again, without a flicker.
    const newest = versionOf(page, opened.folio);
    const { merged: last } = page.present;
    if (asked && newest <= version && last <= merged) return;
    version = Math.max(newest, version);
    merged = last;
    asked?.abort();
    asked = new AbortController();
    void fetchCard(opened.folio, asked.signal);
  };
  usePage.subscribe(check);
  check(usePage.getState());
}

/** Once more, because a person asked. */
export async function fetchCard(folio: string, signal?: AbortSignal): Promise<void> {
  if (usePage.getState().card?.phase !== "ready") usePage.setState({ card: { phase: "loading" } });
  const card = await fetched(() => getJson(`/api/reports/${folio}`, ShownCard, signal), signal);
  if (card) usePage.setState({ card });
}

async function fetchTrail(code: string, signal: AbortSignal): Promise<void> {
  usePage.setState({ trail: { phase: "loading" } });
  const path = `/api/brigades/${encodeURIComponent(code)}/trail?minutes=${TRAIL_MINUTES}`;
  const trail = await fetched(
    async () => cleanTrack((await getJson(path, Trail, signal)).points).points,
    signal,
  );
  if (trail) usePage.setState({ trail });
}

async function fetchDoings(code: string, signal: AbortSignal): Promise<void> {
  const path = `/api/brigades/${encodeURIComponent(code)}/doings`;
  const doings = await fetched(() => getJson(path, BrigadeDoings, signal), signal);
  if (doings) usePage.setState({ doings });
}

/** Place in the log of the last that was told of a brigade's positions. */
function toldOf(page: PageState, code: string): number {
  for (const { id, code: known } of page.live.city?.brigades.values() ?? [])
    if (known === code) return page.live.told.get(id) ?? 0;
  return 0;
}

/** Undefined when nobody waits for it any more. */
async function fetched<T>(fetch: () => Promise<T>, signal?: AbortSignal): Promise<Fetched<T> | undefined> {
  try {
    const value = await fetch();
    return signal?.aborted ? undefined : { phase: "ready", value, at: usePage.getState().live.clock.now() };
  } catch (error) {
    if (signal?.aborted) return undefined;
    const { code, message } = asHttpError(error);
    return { phase: "failed", code, detail: message };
  }
}

/** Version of a report in the live city; 0 when it is not there. */
function versionOf(page: PageState, folio: string): number {
  const id = idOfFolio(page, folio);
  return id === null ? 0 : (page.live.city?.reports.get(id)?.version ?? 0);
}

export function idOfFolio(page: PageState, folio: string): number | null {
  const reports = page.live.city?.reports;
  const number = numberOfFolio(folio);
  if (!reports || number === undefined) return null;
  const row = reports.columns.folio.subarray(0, reports.count).indexOf(number);
  return row < 0 ? null : (reports.columns.id[row] ?? null);
}

/**
 * Sends what a dispatcher wants, and keeps what came of it: done, and to be undone for a while; refused; or somebody was
 * faster. A version that only tells of time, a photo or a note is no reason to ask: the wish is sent again on it.
 */
import { z } from "zod";
import type { BulkAnswer, CommandAnswer } from "#contract/commands";
import type { Problem } from "#contract/problem";
import { Status } from "#contract/report";
import { sendWish, sendWishes } from "../../live/commands.ts";
import { asHttpError, getJson, HttpError } from "../../live/http.ts";
import { ShownCard } from "../../live/shown-card.ts";
import { unmark } from "../../store/actions.ts";
import type { Deed } from "../../store/deed.ts";
import {
  nameOf,
  type OpenForm,
  type Overtaken,
  type Refused,
  say,
  useDesk,
  type Wish,
} from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import { entriesSince, isQuiet } from "../../store/since.ts";
import { isUndoable, UNDO_SHOWN_MS } from "../../store/undo.ts";
import { isStale } from "../live/connection.ts";

const set = useDesk.setState;
/** Whoever is overtaken so often by photos and deadlines may as well be asked. */
const MOST_TRIES = 4;

const Standing = z.object({ status: Status });

/** What is on its way. Whatever is opened or marked before it has come to its end is somebody's next thought. */
interface Sending {
  deed: Deed;
  /** The form that sent it; null where a key did. */
  form: OpenForm | null;
}

/** `form`: the one that sends it, unless said the open one of that kind. */
export async function doMove(deed: Deed, wishes: readonly Wish[], form = formOf(deed)): Promise<void> {
  const [only] = wishes;
  if (!only) return;
  const { link, past } = usePage.getState();
  const closed =
    past !== null
      ? "past"
      : isStale(link?.phase ?? "loading")
        ? "offline"
        : useDesk.getState().busy
          ? "still-sending"
          : null;
  if (closed !== null) {
    set({ trouble: { kind: "refused", code: closed, detail: "" } });
    return;
  }
  set({ busy: true, trouble: null, outcome: null });
  try {
    if (wishes.length === 1) await moveOne({ deed, form }, only);
    else await moveMany({ deed, form }, wishes);
  } catch (thrown) {
    const { code, message } = asHttpError(thrown);
    set({ trouble: { kind: "refused", code, detail: message } });
  } finally {
    set({ busy: false });
  }
}

function formOf(deed: Deed): OpenForm | null {
  const { form } = useDesk.getState();
  return form?.kind === deed ? form : null;
}

async function moveOne(sending: Sending, wish: Wish): Promise<void> {
  let sent = wish;
  for (let tries = 1; ; tries++) {
    try {
      const answer = await sendWish(sent, keyOf(sent));
      forgetKey(sent);
      noteDone(sending, [answer], []);
      return;
    } catch (thrown) {
      const error = asHttpError(thrown);
      if (error.code !== "unreachable") forgetKey(sent);
      if (error.code !== "stale-version" || sent.version === undefined) throw error;
      const card = await cardOf(wish.folio);
      const since = card ? entriesSince(card, sent.version) : [];
      if (card && isQuiet(since) && tries < MOST_TRIES) {
        sent = { ...sent, version: card.report.version };
        continue;
      }
      set({ conflict: { ...sending, wish, card, since } });
      return;
    }
  }
}

async function moveMany(sending: Sending, wishes: readonly Wish[]): Promise<void> {
  const results = await sendWishes(wishes, keyOf(wishes));
  forgetKey(wishes);
  const overtaken = await sendQuietAgain(wishes, results);
  const done = results.flatMap((result) => (result.ok ? [result.answer] : []));
  const refused = results.flatMap((result, place) => {
    if (result.ok) return [];
    const folio = wishes[place]?.folio ?? "";
    return [{ folio, ...whyRefused(result.problem), overtaken: overtaken.get(place) ?? null }];
  });
  noteDone(sending, done, refused);
  if (refused.length > 0) set({ outcome: { deed: sending.deed, done: done.length, refused } });
}

/** Where a report stands where no such move is made of it, that is named: of many one cannot see it. */
function whyRefused({ code, detail, current }: Problem): Pick<Refused, "code" | "detail"> {
  const at = code === "move-not-allowed" ? Standing.safeParse(current) : undefined;
  return at?.success ? { code: "not-while", detail: at.data.status } : { code, detail };
}

/**
 * Those of many that are stale for no reason to ask are sent again, and their results put in place; of the others, by their
 * places, what somebody did. Where that fails the results stand: what was done of the many has been done.
 */
async function sendQuietAgain(
  wishes: readonly Wish[],
  results: BulkAnswer["results"],
): Promise<ReadonlyMap<number, Overtaken>> {
  const overtaken = new Map<number, Overtaken>();
  try {
    for (let tries = 1; ; tries++) {
      const again: { place: number; wish: Wish }[] = [];
      for (const [place, result] of results.entries()) {
        const wish = wishes[place];
        if (result.ok || result.problem.code !== "stale-version" || wish?.version === undefined) continue;
        if (overtaken.has(place)) continue;
        const card = await cardOf(wish.folio);
        const since = card ? entriesSince(card, wish.version) : [];
        if (card && isQuiet(since) && tries < MOST_TRIES)
          again.push({ place, wish: { ...wish, version: card.report.version } });
        else overtaken.set(place, { card, since });
      }
      if (again.length === 0) break;
      const next = again.map(({ wish }) => wish);
      const answers = await sendWishes(next, keyOf(next));
      forgetKey(next);
      for (const [i, { place }] of again.entries()) {
        const answer = answers[i];
        if (answer) results[place] = answer;
      }
    }
  } catch (thrown) {
    if (!(thrown instanceof HttpError)) throw thrown;
  }
  return overtaken;
}

/** Null where it is not in sight any more. */
async function cardOf(folio: string): Promise<ShownCard | null> {
  try {
    return await getJson(`/api/reports/${folio}`, ShownCard);
  } catch (thrown) {
    const error = asHttpError(thrown);
    if (error.code === "not-found") return null;
    throw error;
  }
}

/** Of the form that sent it, and of nothing that was opened, typed or marked meanwhile. */
function noteDone(
  { deed, form: sender }: Sending,
  answers: readonly CommandAnswer[],
  refused: readonly Refused[],
): void {
  const own = new Map(useDesk.getState().own);
  for (const { folio, version } of answers) own.set(folio, version);
  const moves = answers.map(({ folio, version }) => ({ folio, version }));
  const until = usePage.getState().present.clock.now() + UNDO_SHOWN_MS;
  set(({ drafts, form }) => ({
    own,
    undo: isUndoable(deed) && moves.length > 0 ? { deed, moves, until } : null,
    form: form && sender && nameOf(form) === nameOf(sender) ? null : form,
    drafts: sender ? withoutDrafts(drafts, sender.kind, answers) : drafts,
  }));
  if (answers.length > 0) say(deed, answers[0]?.folio ?? "", answers.length);
  // What was refused is tried in another way, and so stays marked; but not what a colleague has decided meanwhile: the next
  // key would take their version for seen, and do it over. It is marked again by whoever has read what they did.
  const moved = new Set((sender?.targets ?? answers).map(({ folio }) => folio));
  for (const { folio, code } of refused)
    if (code === "stale-version") moved.add(folio);
    else moved.delete(folio);
  const { reports } = usePage.getState().present.city ?? {};
  unmark((id) => moved.has(reports?.get(id)?.folio ?? ""));
}

function withoutDrafts(
  drafts: Readonly<Record<string, string>>,
  kind: string,
  answers: readonly CommandAnswer[],
): Record<string, string> {
  const sent = new Set(answers.map(({ folio }) => `${kind}:${folio}`));
  return Object.fromEntries(Object.entries(drafts).filter(([key]) => !sent.has(key)));
}

/** By what is sent: pressed again after no answer came, it is the same wish and has one effect. */
const keys = new Map<string, string>();

function keyOf(wish: unknown): string {
  const said = JSON.stringify(wish);
  const known = keys.get(said);
  if (known !== undefined) return known;
  // Not randomUUID, which browsers keep from pages that were not fetched safely.
  const key = Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("-");
  keys.set(said, key);
  return key;
}

function forgetKey(wish: unknown): void {
  keys.delete(JSON.stringify(wish));
}

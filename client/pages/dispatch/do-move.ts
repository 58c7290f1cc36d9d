/** Sends what a dispatcher wants, and keeps what came of it: done and to be undone, refused, or somebody was faster. */
import type { CommandAnswer } from "#contract/commands";
import { sendWish } from "../../live/commands.ts";
import { asHttpError } from "../../live/http.ts";
import { clearMarks } from "../../store/actions.ts";
import { type Deed, type Target, useDesk, type Wish } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";

const UNDO_MS = 10_000;
const set = useDesk.setState;
let said = 0;

/** Gives back whether all is well and the form may close. */
export async function doMove(
  deed: Deed,
  wishes: readonly { wish: Wish; target: Target }[],
): Promise<boolean> {
  const [only] = wishes;
  if (!only || useDesk.getState().busy) return false;
  set({ busy: true, refused: null });
  try {
    const answer = await sendWish(only.wish);
    noteDone(deed, [answer]);
    return true;
  } catch (thrown) {
    const error = asHttpError(thrown);
    if (error.code === "stale-version") set({ conflict: { deed, ...only } });
    else set({ refused: { code: error.code, detail: error.message } });
    return false;
  } finally {
    set({ busy: false });
  }
}

function noteDone(deed: Deed, answers: readonly CommandAnswer[]): void {
  const { own } = useDesk.getState();
  const versions = new Map(own);
  for (const { folio, version } of answers) versions.set(folio, version);
  const moves = answers.map(({ folio, version }) => ({ folio, version }));
  const until = usePage.getState().live.clock.now() + UNDO_MS;
  set({
    own: versions,
    undo: deed === "undo" || deed === "note" || deed === "ask" ? null : { deed, moves, until },
    said: { deed, folio: answers[0]?.folio ?? "", count: answers.length, n: ++said },
    form: null,
  });
  clearMarks();
}

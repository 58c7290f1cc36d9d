/** Who one is to the server, in the page's store: asked for first, and again when a session has ended. */
import { Me } from "#contract/identity";
import { usePage } from "../store/page-store.ts";
import { backOff } from "./back-off.ts";
import { asHttpError, getJson, onSignedOut, send } from "./http.ts";

/** Asks however long the server takes; gives back who one is. */
export async function findOut(): Promise<Me> {
  for (let failures = 0; ; failures++) {
    try {
      const me = await getJson("/api/me", Me);
      usePage.setState({ me, startTrouble: null });
      return me;
    } catch (error) {
      const { code, message } = asHttpError(error);
      // The refusal has taken the cookie of the ended session away: the next question is asked as nobody.
      if (code === "credential-ended") {
        usePage.setState({ sessionEnded: true });
        if (failures === 0) continue;
      }
      usePage.setState({ startTrouble: { code, detail: message } });
      await new Promise((resolve) => setTimeout(resolve, Math.min(5000, backOff(failures, Math.random))));
    }
  }
}

/**
 * Calls `then` when the one who was signed in is so no longer, or may do something else than before: after the store
 * knows who they are now.
 */
export function watchSession(then: () => void): () => void {
  let asking = false;
  const check = async () => {
    if (asking) return;
    asking = true;
    const before = usePage.getState().me;
    const now = await findOut();
    asking = false;
    if (before?.name != null && now.actor.role === "anonymous") usePage.setState({ sessionEnded: true });
    if (JSON.stringify(before) !== JSON.stringify(now)) then();
  };
  const call = () => void check();
  onSignedOut.add(call);
  return call;
}

/** Ends this session; wherever one then is, one is nobody there. */
export async function signOut(): Promise<void> {
  await send("POST", "/api/sign-out").catch(() => {});
  location.assign("/");
}

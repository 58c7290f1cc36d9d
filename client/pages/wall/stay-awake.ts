/** Keeps the screen on, and finds back into the present after the machine slept: nobody is there to press anything. */
import { usePage } from "../../store/page-store.ts";

const LOOK_EVERY = 5_000;
/** A timer so late was asleep with its machine. */
const SLEPT_FOR = 30_000;

/** `lock` keeps the screen on until the page is hidden. */
export function stayAwake(
  page: EventTarget & { readonly visibilityState: string } = document,
  lock: () => Promise<unknown> | undefined = () => navigator.wakeLock?.request("screen"),
): void {
  const hold = () => {
    // Refused while the page is hidden, or by a machine that saves its battery: it is asked for again when it is seen.
    if (page.visibilityState === "visible") void lock()?.catch(() => {});
  };
  page.addEventListener("visibilitychange", hold);
  hold();
  let looked = Date.now();
  setInterval(() => {
    const now = Date.now();
    // A connection that slept is only believed to be one: connected anew it goes on from its cursor, or takes a snapshot.
    if (now - looked > SLEPT_FOR) {
      usePage.getState().reconnect();
      hold();
    }
    looked = now;
  }, LOOK_EVERY);
}

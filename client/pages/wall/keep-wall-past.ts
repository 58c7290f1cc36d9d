/**
 * The past on a screen that nobody touches: a minute of its link that could not be had is tried again, and where the link names none, a
 * key that somebody leant on does not leave the wall in the past all night.
 */
import { backOff } from "../../live/back-off.ts";
import { leavePast, retryPast, usePast } from "../../store/past.ts";
import { useWall } from "./wall-store.ts";

/** After the last hand, and the last picture that was played. */
export const IDLE = 10 * 60_000;

/** `hands`: where keys and pointers are heard. */
export function keepWallPast(hands: EventTarget, acts = { retryPast, leavePast }): void {
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;
  const isOfLink = () => useWall.getState().link.at !== null;
  const wait = () => {
    clearTimeout(idle);
    const { phase, speed } = usePast.getState();
    if (phase !== "off" && speed === 0 && !isOfLink()) idle = setTimeout(acts.leavePast, IDLE);
  };
  for (const kind of ["keydown", "pointerdown", "pointermove"]) hands.addEventListener(kind, wait);
  usePast.subscribe(({ phase, speed }, before) => {
    if (phase !== before.phase || speed !== before.speed) wait();
    if (phase === before.phase) return;
    clearTimeout(retry);
    if (phase === "ready" || phase === "off") failures = 0;
    if (phase === "failed" && isOfLink())
      retry = setTimeout(acts.retryPast, backOff(failures++, Math.random));
  });
}

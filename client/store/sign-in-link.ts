/** The way to the sign-in and back to what was on the screen. */
import { safeReturn } from "#contract/pages";

export function signInLink(): string {
  const here = location.pathname + location.search;
  return here === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(here)}`;
}

/** Where the link to the sign-in wants to go back to, if that is a page of ours. */
export function returnPath(): string {
  return safeReturn(new URLSearchParams(location.search).get("to"), location.origin);
}

/** Whether a browser asks for a page of ours, or was made to by somebody else's (cross-site request forgery). */
import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "#contract/problem";

/**
 * `own`: a page of ours, or the person at the browser by themselves. `other`: somebody else's page. `unsaid`: no browser of
 * today, which says at least one of both in whatever could do harm.
 */
export function whosePage(
  headers: IncomingHttpHeaders,
  publicUrl: string | undefined,
): "own" | "other" | "unsaid" {
  const site = headers["sec-fetch-site"];
  if (site === "same-origin" || site === "none") return "own";
  const { origin } = headers;
  if (origin === undefined) return site === undefined ? "unsaid" : "other";
  if (!URL.canParse(origin)) return "other";
  const url = new URL(origin);
  const ours =
    url.host === headers.host || (publicUrl !== undefined && url.origin === new URL(publicUrl).origin);
  return ours ? "own" : "other";
}

/**
 * Refuses `wrong-origin`. With a cookie, which browsers send along by themselves, our own origin must be said; without one it
 * is enough that no other is: signing in too is nothing that somebody else's page may do for a person.
 */
export function refuseOthersPages(
  headers: IncomingHttpHeaders,
  publicUrl: string | undefined,
  byCookie: boolean,
): void {
  // Only whoever holds the token can say it, and a browser does not do so by itself.
  if (!byCookie && headers.authorization !== undefined) return;
  const page = whosePage(headers, publicUrl);
  if (page === "own" || (page === "unsaid" && !byCookie)) return;
  throw new Refusal("wrong-origin", "Origin: this may only be sent by a page of this server");
}

/** What a client shows for itself: a token as a bearer's, or as the password of whatever name. */
import type { IncomingHttpHeaders } from "node:http";

export function shownToken({ authorization }: IncomingHttpHeaders): string | undefined {
  if (authorization === undefined) return undefined;
  const [, scheme = "", said = ""] = /^(Bearer|Basic) +([\x21-\x7e]+) *$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() === "bearer") return said;
  if (scheme === "") return undefined;
  const pair = Buffer.from(said, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon < 0 ? undefined : pair.slice(colon + 1);
}

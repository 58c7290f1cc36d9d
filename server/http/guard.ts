/** The one guard, of HTTP and of the socket: who asks, and whether they may. */
import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "#contract/problem";
import { type Action, anonymous, type Principal, type Reach, reach } from "#domain/may";
import type { Identities, Identity } from "../identity/identities.ts";
import { isSecure, sessionIn } from "./session-cookie.ts";

export interface Asking {
  principal: Principal;
  /** Undefined for whoever showed nothing. */
  identity: Identity | undefined;
  /** What was shown came with a cookie, which a browser sends by itself: then the request's origin counts. */
  byCookie: boolean;
}

const nobody: Asking = { principal: anonymous, identity: undefined, byCookie: false };

/**
 * Who sends a request, by `Authorization: Bearer` or by the session's cookie; whoever shows neither is anonymous. Refuses
 * `credential-ended` for one that opens nothing: nobody is quietly taken for less than they believe to be.
 */
export async function whoAsks(
  identities: Identities,
  headers: IncomingHttpHeaders,
  address?: string,
  publicUrl?: string,
): Promise<Asking> {
  const bearer = bearerIn(headers.authorization);
  const token = bearer ?? sessionIn(headers.cookie, isSecure(publicUrl));
  if (token === undefined) return nobody;
  const identity = await identities.recognise(token, address);
  if (!identity)
    throw new Refusal(
      "credential-ended",
      "Authorization: what was shown has ended or was never valid; sign in again",
    );
  return { principal: identity.principal, identity, byCookie: bearer === undefined };
}

function bearerIn(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const [, token] = /^Bearer ([\x21-\x7e]+)$/i.exec(header) ?? [];
  if (token === undefined) throw new Refusal("credential-ended", "Authorization: must be Bearer and a token");
  return token;
}

/** Whose rows they may do it to. Refuses `sign-in-needed` or `forbidden`. */
export function allow(who: Principal, action: Action): Reach {
  const found = reach(who, action);
  if (found) return found;
  const { role } = who.actor;
  if (role === "anonymous") throw new Refusal("sign-in-needed", `${action}: this needs a sign-in`);
  const why = who.scopes === null ? `a ${role} may not do this` : "the key does not name it as a scope";
  throw new Refusal("forbidden", `${action}: ${why}`);
}

import type { Request } from "express";
import type { Begun } from "../identity/sessions.ts";
import { endSession } from "../identity/sessions.ts";
import type { From } from "../identity/sign-in.ts";
import { askerAddress } from "./asker-address.ts";
import { browserName } from "./browser-name.ts";
import type { Answer, Asked, RouteContext } from "./route.ts";
import { isSecure, sessionCookie } from "./session-cookie.ts";

/**
 * The answer to whoever has just signed in: the session is in the cookie alone, where no script sees it. The one that this
 * browser had before is ended, so that none is left which nobody holds.
 */
export async function signedIn(
  ctx: Pick<RouteContext, "db" | "clock" | "identities" | "publicUrl">,
  { byCookie, principal: { person, credential } }: Asked,
  { token, expiresAt }: Begun,
): Promise<Answer> {
  if (byCookie && person !== null && credential !== null)
    await endSession(ctx, person, credential, "if there");
  const seconds = (expiresAt - ctx.clock.now()) / 1000;
  return { status: 204, headers: { "Set-Cookie": [sessionCookie(token, seconds, isSecure(ctx.publicUrl))] } };
}

/** Where a sign-in comes from, and what the session will be known by. */
export function fromOf(request: Request, { address }: Pick<Asked, "address">): From {
  return { address: askerAddress(address), browser: browserName(request.get("user-agent")) };
}

/**
 * Who is behind what a tracker shows. Each counts by itself, so that two thousand good phones behind one address are all let
 * in; whoever shows nothing good counts by the address.
 */
import { Refusal } from "#contract/problem";
import { anonymous } from "#domain/may";
import type { Identity } from "../../identity/identities.ts";
import type { RouteContext } from "../route.ts";

/** Of tokens that were good a while ago: one address's guesses must not keep its own good phones out. */
const REMEMBER_MOST = 20_000;

export class Senders {
  private readonly good = new Set<string>();

  /** Undefined for what opens nothing. Refuses `too-many-requests`. */
  async recognise(
    { identities, limits }: Pick<RouteContext, "identities" | "limits">,
    token: string | undefined,
    address: string,
  ): Promise<Identity | undefined> {
    if (token !== undefined && !this.good.has(token)) await limits.refuseSpent("ingest", address);
    const identity = token === undefined ? undefined : await identities.recognise(token, address);
    if (token === undefined || identity === undefined) {
      if (token !== undefined) this.good.delete(token);
      await limits.admit("ingest", anonymous, address);
      return undefined;
    }
    await limits.admit("ingest", identity.principal, address);
    if (this.good.size >= REMEMBER_MOST) this.good.clear();
    this.good.add(token);
    return identity;
  }

  /** Refuses `sign-in-needed`, `credential-ended` and `too-many-requests`. */
  async known(
    ctx: Pick<RouteContext, "identities" | "limits">,
    token: string | undefined,
    address: string,
  ): Promise<Identity> {
    const identity = await this.recognise(ctx, token, address);
    if (identity) return identity;
    if (token === undefined)
      throw new Refusal(
        "sign-in-needed",
        "Authorization: must be Basic with a token as the password, or Bearer",
      );
    throw new Refusal("credential-ended", "Authorization: what was shown has ended or was never valid");
  }
}

/**
 * Who is behind what a tracker shows. Each counts by itself, so that two thousand good phones behind one address are all let
 * in; whoever shows nothing good counts by the address.
 */
import { RateLimiterMemory } from "rate-limiter-flexible";
import { Refusal } from "#contract/problem";
import { anonymous } from "#domain/may";
import type { Identities, Identity } from "../../identity/identities.ts";
import { askerAddress } from "../asker-address.ts";
import { tooOften } from "../limits.ts";
import type { RouteContext } from "../route.ts";

/** Of tokens that were good a while ago: a guesser at their address must not keep good phones out. */
const REMEMBER_MOST = 20_000;
/** Looking one up in vain costs a question to the database; a hundred phones with a wrong token, each second, are fewer. */
const GUESSES_A_MINUTE = 6_000;

/** More do not wait to be recognised: while the database stalls, memory would grow with whoever still sends. */
const MOST_ASKING = 20_000;

type Ctx = Pick<RouteContext, "identities" | "limits" | "rules">;

export class Senders {
  private readonly good = new Set<string>();
  private readonly guesses: RateLimiterMemory;

  private asking = 0;
  private readonly mostAsking: number;

  constructor(guessesAMinute = GUESSES_A_MINUTE, mostAsking = MOST_ASKING) {
    this.mostAsking = mostAsking;
    this.guesses = new RateLimiterMemory({ points: guessesAMinute, duration: 60 });
  }

  /** Undefined for what opens nothing, as the token of a retired brigade's device. Refuses `too-many-requests` and `busy`. */
  async recognise(
    { identities, limits, rules }: Ctx,
    token: string | undefined,
    address: string,
  ): Promise<Identity | undefined> {
    if (this.asking >= this.mostAsking)
      throw new Refusal("busy", "too many wait for the database; send it again in a moment");
    this.asking++;
    const identity = await (token === undefined
      ? Promise.resolve(undefined)
      : this.lookUp(identities, token, address)
    ).finally(() => this.asking--);
    const sends = identity?.kind === "key" ? "forwarding" : "ingest";
    await limits.admit(sends, identity?.principal ?? anonymous, address);
    return identity && speaksForNobody(rules, identity) ? undefined : identity;
  }

  private async lookUp(
    identities: Identities,
    token: string,
    address: string,
  ): Promise<Identity | undefined> {
    const from = askerAddress(address);
    if (!this.good.has(token)) {
      const spent = await this.guesses.get(from);
      if (spent && spent.consumedPoints >= this.guesses.points) throw tooOften("ingest", spent);
    }
    const identity = await identities.recognise(token, address);
    if (identity) {
      if (this.good.size >= REMEMBER_MOST) this.good.clear();
      this.good.add(token);
    } else {
      this.good.delete(token);
      await this.guesses.penalty(from, 1);
    }
    return identity;
  }

  /** Refuses `sign-in-needed`, `credential-ended` and `too-many-requests`. */
  async known(ctx: Ctx, token: string | undefined, address: string): Promise<Identity> {
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

/** A device whose brigade has been retired: it is told what an unknown one is. */
export function speaksForNobody(rules: RouteContext["rules"], { kind, principal }: Identity): boolean {
  return kind === "device" && principal.brigade !== null && rules.isRetired(principal.brigade);
}

/**
 * What this page says of itself to colleagues (PR1…PR5): what is open, what it has claimed. Both are said again after each
 * reconnection, and what is open now and then while somebody is there, because a page that says nothing counts as left.
 */
import type { ClaimLost, Presence, PresenceAnswer } from "#contract/presence";
import { type PresenceLine, usePresence } from "../store/presence-store.ts";

export interface PresenceWire {
  /** Rejects when no answer came. */
  say(name: "look" | "claim" | "release", message: object): Promise<PresenceAnswer>;
}

/** What the page hears; the wire's, beside the link's. */
export interface PresenceEars {
  connected(): void;
  presence(list: Presence): void;
  claimLost(lost: ClaimLost): void;
}

/** Twice within the ten minutes after which the server believes that nobody is there. */
export const SAY_AGAIN_MS = 4 * 60_000;
/** Whoever has not moved a hand for so long is somewhere else. */
export const AWAY_AFTER_MS = 8 * 60_000;

export class PresenceTeller implements PresenceLine, PresenceEars {
  private wire: PresenceWire | undefined;
  private looksAt: string | null = null;
  private touchedAt: number;
  private hasAsked = false;

  constructor(now: number) {
    this.touchedAt = now;
  }

  open(wire: PresenceWire): void {
    this.wire = wire;
    usePresence.setState({ line: this });
  }

  look(folio: string | null): void {
    if (folio === this.looksAt) return;
    this.looksAt = folio;
    void this.say("look", { folio });
  }

  /** Somebody moves a hand. Of whoever was away the server may know nothing any more (PR4). */
  touched(now: number): void {
    const wasAway = this.isAway(now);
    this.touchedAt = now;
    if (wasAway) this.connected();
  }

  /** Every `SAY_AGAIN_MS`: somebody is still there. */
  sayAgain(now: number): void {
    if (this.isAway(now)) return;
    if (this.looksAt !== null || usePresence.getState().claimed.size > 0)
      void this.say("look", { folio: this.looksAt });
  }

  async claim(folio: string, takeOver = false): Promise<PresenceAnswer | undefined> {
    const answer = await this.say("claim", { folio, takeOver });
    if (answer?.ok) this.setClaimed((claimed) => claimed.add(folio));
    return answer;
  }

  release(folio: string): void {
    if (!usePresence.getState().claimed.has(folio)) return;
    this.setClaimed((claimed) => claimed.delete(folio));
    void this.say("release", { folio });
  }

  connected(): void {
    this.hasAsked = false;
    if (this.looksAt !== null) void this.say("look", { folio: this.looksAt });
    // Who took it over meanwhile has it now.
    for (const folio of usePresence.getState().claimed)
      void this.claim(folio).then((answer) => {
        if (!answer || answer.ok || !("held" in answer)) return;
        this.claimLost({ folio, by: answer.held });
      });
  }

  presence(list: Presence): void {
    usePresence.setState({ entries: list });
    // After a reload some of it may be this page's own, which only an answer can say.
    if (list.length > 0 && usePresence.getState().mine === null && !this.hasAsked)
      void this.say("look", { folio: this.looksAt });
  }

  claimLost(lost: ClaimLost): void {
    this.setClaimed((claimed) => claimed.delete(lost.folio));
    usePresence.setState({ lost });
  }

  private isAway(now: number): boolean {
    return now - this.touchedAt > AWAY_AFTER_MS;
  }

  private setClaimed(change: (claimed: Set<string>) => void): void {
    const claimed = new Set(usePresence.getState().claimed);
    change(claimed);
    usePresence.setState({ claimed });
  }

  private async say(
    name: "look" | "claim" | "release",
    message: object,
  ): Promise<PresenceAnswer | undefined> {
    this.hasAsked = true;
    const answer = await this.wire?.say(name, message).catch(() => undefined);
    if (answer && "session" in answer) this.isCalled(answer.session);
    return answer;
  }

  /** What this page had claimed before it was loaded anew is its own again. */
  private isCalled(session: string): void {
    const { mine, entries } = usePresence.getState();
    if (mine === session) return;
    usePresence.setState({ mine: session });
    const kept = entries.filter((entry) => entry.session === session && entry.claimed);
    if (kept.length === 0) return;
    this.setClaimed((claimed) => {
      for (const { folio } of kept) claimed.add(folio);
    });
  }
}

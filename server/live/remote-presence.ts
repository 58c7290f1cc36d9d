/** Who is with other gateways, as they last said. One that says nothing any more has ended, and its pages will come to others. */
import type { Standing } from "#domain/presence";
import type { PresenceSheet } from "./presence-bus.ts";

const TELL_EVERY_MS = 5_000;
const SILENT_AFTER_MS = 3 * TELL_EVERY_MS;

export class RemotePresence {
  private readonly sheets = new Map<string, { standings: Standing[]; at: number }>();
  private toldAt = Number.NEGATIVE_INFINITY;

  take({ gateway, standings }: PresenceSheet): void {
    if (standings.length === 0) this.sheets.delete(gateway);
    else this.sheets.set(gateway, { standings, at: performance.now() });
  }

  standings(): Standing[] {
    return [...this.sheets.values()].flatMap(({ standings }) => standings);
  }

  has(session: string): boolean {
    return this.standings().some((standing) => standing.session === session);
  }

  /** Whether there were any. */
  forgetSilent(): boolean {
    const now = performance.now();
    const silent = [...this.sheets].filter(([, { at }]) => now - at > SILENT_AFTER_MS);
    for (const [gateway] of silent) this.sheets.delete(gateway);
    return silent.length > 0;
  }

  /** Also when nothing has changed: another may have begun to listen, and must know that we live. */
  isTimeToTell(): boolean {
    return performance.now() - this.toldAt > TELL_EVERY_MS;
  }

  wasTold(): void {
    this.toldAt = performance.now();
  }
}

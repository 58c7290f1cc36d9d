/** History played as if it were now: what happens when, and as which command. */
import type { City, ReasonUse } from "#contract/city";
import type { MoveCommand } from "#contract/commands";
import type { HistoricMove } from "#contract/history";
import type { Outcome, Status } from "#contract/report";
import { mayMove } from "./report.ts";

/** A stretch of the past [from, to) and how it is played. Instants in ms. */
export interface Playing {
  from: number;
  to: number;
  /** Seconds of the past in a second of now, > 0. */
  speed: number;
  /** The instant of now at which `from` is played. */
  startedAt: number;
}

/** When a past instant comes round. */
export function playedAt({ from, speed, startedAt }: Playing, at: number): number {
  return startedAt + (at - from) / speed;
}

/** The past instant that is being played now. */
export function playingAt({ from, speed, startedAt }: Playing, now: number): number {
  return from + (now - startedAt) * speed;
}

/** What is to be done at instants that come in any order: the earliest first, and of one instant the first added. */
export class Agenda<T> {
  /** A heap: no entry is earlier than the one at half its place. */
  private readonly heap: { at: number; order: number; what: T }[] = [];
  private added = 0;

  get next(): number | undefined {
    return this.heap[0]?.at;
  }

  add(at: number, what: T): void {
    const { heap } = this;
    let place = heap.length;
    heap.push({ at, order: this.added++, what });
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.swapIfBefore(place, parent)) break;
      place = parent;
    }
  }

  /** Takes out the earliest when it is due by `at`. */
  take(at: number): T | undefined {
    const { heap } = this;
    const first = heap[0];
    if (!first || first.at > at) return undefined;
    const last = heap.pop();
    if (last && heap.length > 0) heap[0] = last;
    for (let place = 0; ; ) {
      const left = 2 * place + 1;
      const child = this.before(left + 1, left) ? left + 1 : left;
      if (!this.swapIfBefore(child, place)) return first.what;
      place = child;
    }
  }

  private swapIfBefore(a: number, b: number): boolean {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (!one || !other || !this.before(a, b)) return false;
    this.heap[a] = other;
    this.heap[b] = one;
    return true;
  }

  private before(a: number, b: number): boolean {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (!one || !other) return false;
    return one.at < other.at || (one.at === other.at && one.order < other.order);
  }
}

/** Where a report that is being played stands now. */
export interface PlayedReport {
  folio: string;
  version: number;
  status: Status;
}

/**
 * The command by which a past move is made now, or undefined when it cannot be made: its brigade is not known any more,
 * or the table of moves has no way there. A closing always brings a reason for being late, which counts only when it is.
 * A duplicate does not tell of which report, so it is played as cancelled.
 */
export function commandOf(
  move: HistoricMove,
  { folio, version, status }: PlayedReport,
  city: City,
  isBrigade: (code: string) => boolean,
): MoveCommand | undefined {
  const target = { folio, version };
  const command = ((): MoveCommand | undefined => {
    switch (move.to) {
      case "assigned":
        return move.brigade !== undefined && isBrigade(move.brigade)
          ? { name: "assign-report", ...target, brigade: move.brigade }
          : undefined;
      case "en-route":
        return { name: "start-travel", ...target };
      case "in-progress":
        return { name: "start-work", ...target };
      case "closed":
        return closing(move, target, city);
      case "reopened": {
        const reason = reasonFor(city, "reopen", move.reason);
        return reason === undefined ? undefined : { name: "reopen-report", ...target, reason };
      }
    }
  })();
  return command && mayMove(command.name, status) ? command : undefined;
}

const USES: Record<Exclude<Outcome, "duplicate">, ReasonUse> = {
  resolved: "resolve",
  rejected: "reject",
  cancelled: "cancel",
};

function closing(
  move: HistoricMove,
  target: { folio: string; version: number },
  city: City,
): MoveCommand | undefined {
  const outcome = move.outcome === undefined || move.outcome === "duplicate" ? "cancelled" : move.outcome;
  const reason = reasonFor(city, USES[outcome], move.reason);
  const lateReason = reasonFor(city, "late", move.lateReason);
  if (reason === undefined) return undefined;
  return {
    name: "close-report",
    ...target,
    outcome,
    reason,
    ...(lateReason !== undefined && { lateReason }),
  };
}

/** The one that history names when it fits, else the city's first for that use. */
function reasonFor(city: City, use: ReasonUse, named: string | undefined): string | undefined {
  const fitting = city.reasons.filter((reason) => reason.use === use);
  return (fitting.find((reason) => reason.code === named) ?? fitting[0])?.code;
}

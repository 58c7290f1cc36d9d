/** When what happens: history's instants and the clock's, one running so many times faster than the other. */

export interface Pace {
  /** Where history begins and ends, ms. */
  from: number;
  to: number;
  /** The clock when it was begun, ms. */
  began: number;
  /** Seconds of history in a second of the clock; above 0. */
  speed: number;
}

/** Where history is when the clock shows `now`; never past its end. */
export function historyAt({ from, to, began, speed }: Pace, now: number): number {
  return Math.min(to, from + (now - began) * speed);
}

/** A promise of history as long as it is in the clock's time, at least a second; ms. */
export function compressed({ speed }: Pace, duration: number): number {
  return Math.max(1000, Math.round(duration / speed));
}

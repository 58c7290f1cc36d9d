/** How long whoever has failed to sign in waits for their next attempt. */

/** Of one account, known or not, and of one address, behind which a whole office may sit. */
export const forgiven = { account: 5, address: 20 } as const;
export type Held = keyof typeof forgiven;

const FIRST_MS = 30_000;
/** Long enough to make guessing hopeless, short enough that nobody is kept out for a shift by somebody else's guesses. */
const LONGEST_MS = 15 * 60_000;
/** Failures are forgotten after so long without another. */
export const FORGET_MS = 24 * 3_600_000;

/** ms after so many failures in a row: none for the first ones, then twice as long each time. */
export function waitAfter(failures: number, of: Held): number {
  const beyond = failures - forgiven[of];
  return beyond < 0 ? 0 : Math.min(FIRST_MS * 2 ** Math.min(beyond, 20), LONGEST_MS);
}

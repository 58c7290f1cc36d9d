/** How long whoever has failed to sign in waits for their next attempt. */

/** Of one account, known or not, and of one address, behind which a whole office may sit. */
export const forgiven = { account: 5, address: 20 } as const;
export type Held = keyof typeof forgiven;

const FIRST_MS = 30_000;
/**
 * Long enough to make guessing hopeless. An account's is short: whoever knows its address can keep it waiting, and so keep
 * its owner out, but a guess every two minutes still comes to nothing against passwords of twelve characters.
 */
const LONGEST_MS: Record<Held, number> = { account: 2 * 60_000, address: 15 * 60_000 };
/** Failures are forgotten after so long without another. */
export const FORGET_MS = 24 * 3_600_000;

/** ms after so many failures in a row: none for the first ones, then twice as long each time. */
export function waitAfter(failures: number, of: Held): number {
  const beyond = failures - forgiven[of];
  return beyond < 0 ? 0 : Math.min(FIRST_MS * 2 ** Math.min(beyond, 20), LONGEST_MS[of]);
}

/** Few fixes for many: what is looked up of a track that is too long to be read. */
import { isSpike } from "./clean-track.ts";
import type { RawFix } from "./track.ts";

/**
 * Of the first fixes of each step, in order, one: the second of three, which its neighbours show to be no spike, or else the first.
 * Steps with fewer have them all.
 */
export function sampleSteps(fixes: readonly RawFix[], from: number, stepMs: number): RawFix[] {
  const sampled: RawFix[] = [];
  for (let i = 0; i < fixes.length; ) {
    const [first, second, third] = [fixes[i], fixes[i + 1], fixes[i + 2]];
    if (!first) break;
    const stepOf = ({ at }: RawFix) => Math.floor((at - from) / stepMs);
    const isSame = (fix: RawFix | undefined) => fix !== undefined && stepOf(fix) === stepOf(first);
    if (second && third && isSame(third)) {
      sampled.push(isSpike(first, second, third) ? first : second);
      i += 3;
    } else {
      sampled.push(first);
      i++;
    }
  }
  return sampled;
}

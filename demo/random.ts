/** Seeded randomness: the same parts give the same numbers on every machine, which `Math.random` cannot promise. */

/** Uniform in [0, 1), one number a call. */
export type Random = () => number;

/**
 * A stream of its own for every combination of parts, such as (seed, "day", 20419). sfc32 (Chris Doty-Humphrey,
 * PractRand), seeded by 128 bits of cyrb128; both in the public-domain JavaScript versions of bryc.
 */
export function seeded(...parts: (string | number)[]): Random {
  let [a, b, c, d] = cyrb128(parts.join("\u0000"));
  const random = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
  // PractRand's own advice: the first rounds still show the seed.
  for (let i = 0; i < 12; i++) random();
  return random;
}

/** Uniform in [low, high). */
export function uniform(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** True with the probability p (0…1). */
export function chance(random: Random, p: number): boolean {
  return random() < p;
}

/** Normal with mean 0 and deviation 1 (Box-Muller; the second number is thrown away to keep no state). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Lognormal with the median and the deviation of its logarithm. */
export function lognormal(random: Random, median: number, sigma: number): number {
  return median * Math.exp(sigma * normal(random));
}

/** Exponential with the mean. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}

/** Poisson (Knuth below 30, else a rounded normal, whose error is below what a day's count can show). */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let n = 0;
  for (let product = random(); product > limit; product *= random()) n++;
  return n;
}

/** One of the list. Throws RangeError when it is empty. */
export function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new RangeError("list must not be empty");
  return found;
}

/** The list in random order, as a copy (Fisher-Yates). */
export function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const from = [...list];
  const to: T[] = [];
  while (from.length > 0) to.push(...from.splice(Math.floor(random() * from.length), 1));
  return to;
}

/**
 * Draws an index with a chance in proportion to its weight (≥ 0), by binary search in the running sums. Throws
 * RangeError when no weight is above 0.
 */
export function weighted(weights: ArrayLike<number>): (random: Random) => number {
  const sums = new Float64Array(weights.length);
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    total += weights[i] ?? 0;
    sums[i] = total;
  }
  if (!(total > 0)) throw new RangeError(`weights must have a sum above 0, is ${total}`);
  return (random) => {
    const wanted = random() * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

function cyrb128(text: string): [number, number, number, number] {
  let h1 = 1779033703;
  let h2 = 3144134277;
  let h3 = 1013904242;
  let h4 = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ k, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ k, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  h1 ^= h2 ^ h3 ^ h4;
  return [h1 >>> 0, (h2 ^ h1) >>> 0, (h3 ^ h1) >>> 0, (h4 ^ h1) >>> 0];
}

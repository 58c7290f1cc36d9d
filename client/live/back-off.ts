/** How long to wait before a try, ms: doubling from half a second to half a minute, spread so that a thousand walls do not return together. */
export function backOff(failures: number, random: () => number): number {
  const step = Math.min(30_000, 500 * 2 ** Math.min(failures, 10));
  return step * (0.5 + random() / 2);
}

/** Moves everything by a pixel or two each minute, so that nothing burns in. A step at a time: nobody sees it. */

const EVERY = 60_000;
/** px; a small round, the sum of which is nothing. */
const ROUND = [
  [0, 0],
  [2, 1],
  [3, 3],
  [1, 4],
  [-1, 3],
  [-3, 1],
  [-3, -1],
  [-1, -3],
  [1, -4],
  [3, -2],
] as const;

export function shiftPixels(page: { style: { transform: string } }): () => void {
  let step = 0;
  const timer = setInterval(() => {
    step = (step + 1) % ROUND.length;
    const [x, y] = ROUND[step] ?? [0, 0];
    page.style.transform = `translate(${x}px, ${y}px)`;
  }, EVERY);
  return () => clearInterval(timer);
}

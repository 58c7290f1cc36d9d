/** Through the reports from the newest on, by months that the index of words knows: what is found in the newest need not be read of all years. */
import type { Tx } from "../db/database.ts";

/** As `report_words` counts them: months since the year 0, by UTC. */
function monthOf(at: number): number {
  const date = new Date(at);
  return 12 * date.getUTCFullYear() + date.getUTCMonth();
}

/** So many months at once, the last of them until there are no more: a word that is rare costs no more for being asked of a year. */
const STEPS = [1, 2, 3, 6, 12];

/** Each a list of months, beginning with the one of the newest report; together they are all that there are reports of. */
export async function monthsBack(tx: Tx): Promise<number[][]> {
  const [span] = await tx.query<{ first: number | null; last: number | null }>(
    `SELECT floor(extract(epoch FROM min(received_at)) * 1000)::bigint AS first,
            floor(extract(epoch FROM max(received_at)) * 1000)::bigint AS last FROM reports`,
  );
  const found: number[][] = [];
  if (span?.first == null || span.last == null) return found;
  const first = monthOf(span.first);
  for (let month = monthOf(span.last); month >= first; ) {
    const count = Math.min(STEPS[Math.min(found.length, STEPS.length - 1)] ?? 12, month - first + 1);
    found.push(Array.from({ length: count }, (_, i) => month - i));
    month -= count;
  }
  return found;
}

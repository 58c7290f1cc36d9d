/** Reports by what somebody remembers of them: a folio or its beginning, words of the text, service or sector. Never a contact. */
import type { z } from "zod";
import type { City } from "#contract/city";
import type { Findings, SearchQuery } from "#contract/match";
import { folioPattern } from "#domain/folio";
import type { Reach } from "#domain/may";
import { snippetOf } from "#domain/snippet";
import { wordsOf } from "#domain/words";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { monthsBack } from "./months-back.ts";
import { reachCondition } from "./within-reach.ts";

type Ctx = Pick<Context, "rules" | "brigades"> & { db: Tx };
type Line = Omit<Findings["reports"][number], "snippet"> & { description: string | null };

const lineColumns = `
  r.folio, r.service, r.status, r.sector, r.archived, r.description,
  round(ST_X(place)::numeric, 6)::float8 AS lon, round(ST_Y(place)::numeric, 6)::float8 AS lat,
  floor(extract(epoch FROM r.received_at) * 1000)::bigint AS "receivedAt"`;

/** A word, and what else will do instead. */
interface Wanted {
  word: string;
  names: readonly string[];
}

/** More words than a person types are somebody's experiment. */
const MOST_WORDS = 8;

/**
 * Reckoning the words of a report is dear (COST 10000), so the planner expects the worst of every step: workers and compiled code for
 * what is read in 20 ms cost half a second each time.
 */
const BEGIN_SEARCH = "BEGIN READ ONLY; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off";

export function searchReports(
  ctx: Pick<Context, "db" | "rules" | "brigades">,
  query: z.infer<typeof SearchQuery>,
  reach: Reach,
): Promise<Findings> {
  return ctx.db.transaction((db) => readFindings({ ...ctx, db }, query, reach), BEGIN_SEARCH);
}

async function readFindings(
  ctx: Ctx,
  { q, limit }: z.infer<typeof SearchQuery>,
  reach: Reach,
): Promise<Findings> {
  const found = new Map<string, Line>();
  const take = (lines: readonly Line[]) => {
    for (const line of lines) if (!found.has(line.folio)) found.set(line.folio, line);
  };
  const isFull = () => found.size > limit;
  const pattern = folioPattern(q);
  if (pattern) take(await readByFolio(ctx, pattern, limit + 1, reach));
  const words = [...wordsOf(q)].slice(0, MOST_WORDS);
  // Not after a folio that was typed to its end: it was meant, whatever else has such a word.
  const isSettled = pattern !== undefined && !pattern.endsWith("%") && found.size > 0;
  if (words.length > 0 && !isSettled && !isFull()) {
    take(
      await readByWords(
        ctx,
        words.map((word) => ({ word, names: [] })),
        limit + 1,
        reach,
      ),
    );
    const named = words.map((word) => ({ word, names: namesLike(ctx.rules.city, word) }));
    // All of the first are found again here, so there must be room for both.
    if (!isFull() && named.some(({ names }) => names.length > 0))
      take(await readByWords(ctx, named, 2 * limit + 1, reach));
  }
  return {
    reports: [...found.values()].slice(0, limit).map(({ description, ...line }) => ({
      ...line,
      snippet: description === null ? null : snippetOf(description, words),
    })),
    more: isFull(),
  };
}

function readByFolio(ctx: Ctx, pattern: string, most: number, reach: Reach): Promise<Line[]> {
  const own = reachCondition(ctx, reach, "$3");
  return ctx.db.query<Line>(
    `SELECT ${lineColumns} FROM reports r WHERE r.folio LIKE $1 AND ${own.sql}
      ORDER BY r.received_at DESC, r.id DESC LIMIT $2`,
    [pattern, most, own.value],
  );
}

/** The newest that have one of the alternatives for each word. */
async function readByWords(ctx: Ctx, wanted: readonly Wanted[], most: number, reach: Reach): Promise<Line[]> {
  const found: Line[] = [];
  // A brigade has so few of each month's that its answer is seldom full before the first year: all at once is one step, not fifteen.
  const steps = reach.rows === "brigade" ? [[]] : await monthsBack(ctx.db);
  for (const months of steps) {
    found.push(...(await readOfMonths(ctx, wanted, months, most - found.length, reach)));
    if (found.length >= most) break;
  }
  return found;
}

/**
 * Which they are is asked of the index first (MATERIALIZED): walking back through the dates until enough are found would reckon the
 * words of every report on the way. Months (none: all) and services are asked of it too, so that what is of others is not even
 * looked at.
 */
function readOfMonths(
  ctx: Ctx,
  wanted: readonly Wanted[],
  months: readonly number[],
  most: number,
  reach: Reach,
): Promise<Line[]> {
  const own = reachCondition(ctx, reach, "$2");
  const all = wanted.map((_, i) => {
    const [word, others] = [`$${2 * i + 3}`, `$${2 * i + 4}`];
    return `(to_tsquery('spanish', ${word}) || to_tsquery('english', ${word}) || ${others}::tsquery)`;
  });
  const bounds = [months.map((month) => `'m:${month}'`), servicesWithin(ctx, reach)]
    .filter((lexemes) => lexemes.length > 0)
    .map((lexemes) => lexemes.join(" | "));
  all.push(...bounds.map((_, i) => `$${2 * wanted.length + i + 3}::tsquery`));
  return ctx.db.query<Line>(
    `WITH hit AS MATERIALIZED (
       SELECT id, received_at FROM reports r
        WHERE ${own.sql} AND report_words(service, sector, description, received_at) @@ (${all.join(" && ")}))
     SELECT ${lineColumns}
       FROM (SELECT id FROM hit ORDER BY received_at DESC, id DESC LIMIT $1) newest JOIN reports r USING (id)
      ORDER BY r.received_at DESC, r.id DESC`,
    [
      most,
      own.value,
      ...wanted.flatMap(({ word, names }) => [word, [asTyped(word), ...names].join(" | ")]),
      ...bounds,
    ],
  );
}

/** Lexemes of the only services that somebody reaches; none for whoever is held to something else, or to nothing. */
function servicesWithin({ rules }: Ctx, reach: Reach): string[] {
  if (reach.rows !== "department") return [];
  return rules.city.services
    .filter(({ department }) => department === reach.department)
    .map(({ code }) => `'s:${code}'`);
}

/** Whoever types is not done yet: the word may go on. */
function asTyped(word: string): string {
  return word.length < 3 ? `'${word}'` : `'${word}':*`;
}

/** Lexemes of `report_words` for the services and sectors that a word names. */
function namesLike({ services, sectors }: City, word: string): string[] {
  const named = (text: string) => [...wordsOf(text)].some((name) => isNamed(name, word));
  return [
    ...services
      .filter(({ name, keywords }) => named([...Object.values(name), ...keywords].join(" ")))
      .map(({ code }) => `'s:${code}'`),
    ...sectors.filter(({ name }) => named(name)).map(({ code }) => `'z:${code}'`),
  ];
}

/** "lumin", "luminaria" and "luminarias" name a "luminaria"; "de" names nothing. */
function isNamed(name: string, word: string): boolean {
  return (
    (word.length >= 3 && name.startsWith(word)) ||
    (name.length >= 4 && word.startsWith(name) && word.length - name.length <= 2)
  );
}

/** The doors through which reports are moved: one command, or many at once. */
import { BULK_LIMIT, BulkAnswer, CommandAnswer } from "#contract/commands";
import type { Wish } from "../store/desk-store.ts";
import { postJson } from "./http.ts";

/** `key`: the same for the same wish sent again, so that it has one effect (CM3). */
export function sendWish(wish: Wish, key: string): Promise<CommandAnswer> {
  // The one thing that somebody else says, and so the report's and no command.
  if (wish.name === "answer")
    return postJson(`/api/reports/${wish.folio}/answers`, wish.fields, CommandAnswer, key);
  return postJson(`/api/commands/${wish.name}`, bodyOf(wish), CommandAnswer, key);
}

/** What became of each, in their order. */
export async function sendWishes(wishes: readonly Wish[], key: string): Promise<BulkAnswer["results"]> {
  const results: BulkAnswer["results"] = [];
  for (let from = 0; from < wishes.length; from += BULK_LIMIT) {
    const commands = wishes
      .slice(from, from + BULK_LIMIT)
      .map((wish) => ({ name: wish.name, ...bodyOf(wish) }));
    const part = await postJson("/api/commands/bulk", { commands }, BulkAnswer, `${key}-${from}`);
    results.push(...part.results);
  }
  return results;
}

function bodyOf({ folio, version, fields }: Wish) {
  return { folio, ...(version !== undefined && { version }), ...fields };
}

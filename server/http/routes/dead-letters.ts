/** What trackers sent and nobody could use. */

import { parseInput } from "#contract/problem";
import { DeadLetterQuery } from "#contract/trackers";
import { readLetters } from "../../pings/trackers/dead-letters.ts";
import type { Route } from "../route.ts";

export const deadLetterRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/admin/dead-letters",
    needs: "letter.read",
    async handle(ctx, request) {
      const { before, limit } = parseInput(DeadLetterQuery, request.query, "query");
      const letters = await readLetters(ctx.db, before, limit);
      return { body: { letters, next: letters.length < limit ? null : (letters.at(-1)?.id ?? null) } };
    },
  },
];

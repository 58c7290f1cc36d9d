/** What is like what: likely duplicates, brigades by rank, what words find. */
import { DuplicatesOf } from "#contract/match";
import { parseInput } from "#contract/problem";
import { findDuplicates, findDuplicatesOf } from "../../reports/find-duplicates.ts";
import { folioIn, type Route } from "../route.ts";

export const matchRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/reports/:folio/duplicates",
    needs: "report.list",
    handle: async (ctx, request, { reach }) => ({
      body: await findDuplicates(ctx, folioIn(request), reach),
    }),
  },
  {
    method: "post",
    path: "/api/duplicates",
    needs: "report.list",
    limit: "reads",
    handle: async (ctx, request, { reach }) => ({
      body: await findDuplicatesOf(ctx, parseInput(DuplicatesOf, request.body, "body"), reach),
    }),
  },
];

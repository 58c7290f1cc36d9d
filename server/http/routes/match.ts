/** What is like what: likely duplicates, brigades by rank, what words find. */
import { DuplicatesOf, RankBrigades, SearchQuery } from "#contract/match";
import { parseInput } from "#contract/problem";
import { rankBrigadesFor } from "../../brigades/rank-brigades.ts";
import { findDuplicates, findDuplicatesOf } from "../../reports/find-duplicates.ts";
import { searchReports } from "../../reports/search-reports.ts";
import { allow } from "../guard.ts";
import { folioIn, type Route } from "../route.ts";

export const matchRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/search",
    needs: "report.list",
    handle: async (ctx, request, { reach }) => ({
      body: await searchReports(ctx, parseInput(SearchQuery, request.query, "query"), reach),
    }),
  },
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
  {
    method: "post",
    path: "/api/rank-brigades",
    needs: "report.assign",
    limit: "reads",
    async handle(ctx, request, { reach, principal }) {
      // How far a brigade has to go says where it is.
      allow(principal, "position.see");
      return { body: await rankBrigadesFor(ctx, parseInput(RankBrigades, request.body, "body"), reach) };
    },
  },
];

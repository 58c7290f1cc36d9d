/** The parts of the city, as an administrator sees and changes them. */
import { ChangeCityPart, type CityPart, CityPartName, ResetCityPart } from "#contract/administration";
import { parseInput, Refusal } from "#contract/problem";
import { originOf } from "../../audit/audit.ts";
import { changeCityPart, resetCityPart } from "../../city/change-city.ts";
import { contentOf } from "../../city/changed-parts.ts";
import type { Route } from "../route.ts";

const path = "/api/admin/city/:part";
/** A city's official neighbourhoods, not simplified. */
const SECTORS_LIMIT = 8_000_000;

export const cityPartRoutes: readonly Route[] = [
  {
    method: "get",
    path,
    needs: "city.manage",
    handle(ctx, request) {
      const part = partIn(request.params.part);
      const changed = ctx.rules.parts.find((other) => other.part === part);
      return {
        body: {
          part,
          version: changed?.version ?? 0,
          content: contentOf(part, ctx.rules.city),
          fromFile: changed === undefined || changed.content === null,
          changedAt: changed?.changedAt ?? null,
        } satisfies CityPart,
      };
    },
  },
  {
    method: "put",
    path,
    needs: "city.manage",
    bodyLimit: SECTORS_LIMIT,
    async handle(ctx, request, asked) {
      const part = partIn(request.params.part);
      const change = parseInput(ChangeCityPart, request.body, "body");
      return { body: await changeCityPart(ctx, originOf(asked), part, change) };
    },
  },
  {
    method: "delete",
    path,
    needs: "city.manage",
    async handle(ctx, request, asked) {
      const part = partIn(request.params.part);
      const { version } = parseInput(ResetCityPart, request.query, "query");
      return { body: await resetCityPart(ctx, originOf(asked), part, version) };
    },
  },
];

function partIn(name: unknown): CityPartName {
  const part = CityPartName.safeParse(name);
  if (part.success) return part.data;
  throw new Refusal("not-found", `part: there is no ${name}; there are ${CityPartName.options.join(", ")}`);
}

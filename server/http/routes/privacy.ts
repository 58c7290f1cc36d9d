/** Requests of citizens about their own data, served by an administrator. All are audited, without what was looked for. */
import { EraseOrder, Whose } from "#contract/privacy";
import { parseInput } from "#contract/problem";
import { originOf } from "../../audit/audit.ts";
import { eraseCitizen, exportCitizen, findCitizen } from "../../privacy/serve-citizen.ts";
import type { Route } from "../route.ts";

export const privacyRoutes: readonly Route[] = [
  {
    method: "post",
    path: "/api/admin/privacy/find",
    needs: "privacy.manage",
    async handle(ctx, request, asked) {
      const whose = parseInput(Whose, request.body, "body");
      return { body: { folios: await findCitizen(ctx, originOf(asked), whose) } };
    },
  },
  {
    method: "post",
    path: "/api/admin/privacy/export",
    needs: "privacy.manage",
    async handle(ctx, request, asked) {
      return {
        body: await exportCitizen(ctx, originOf(asked), parseInput(Whose, request.body, "body")),
        headers: { "Content-Disposition": 'attachment; filename="personal-data.json"' },
      };
    },
  },
  {
    method: "post",
    path: "/api/admin/privacy/erase",
    needs: "privacy.manage",
    async handle(ctx, request, asked) {
      const order = parseInput(EraseOrder, request.body, "body");
      return { body: await eraseCitizen(ctx, originOf(asked), order) };
    },
  },
];

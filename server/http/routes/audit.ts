/** The audit, for whoever may look over everybody's shoulder. */
import { AuditFilter, AuditQuery } from "#contract/audit";
import { parseInput } from "#contract/problem";
import { audit, originOf } from "../../audit/audit.ts";
import { auditCsv } from "../../audit/audit-csv.ts";
import { readAudit, readWholeAudit } from "../../audit/read-audit.ts";
import type { Route } from "../route.ts";

export const auditRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/admin/audit",
    needs: "audit.read",
    async handle(ctx, request) {
      const { before, limit, ...filter } = parseInput(AuditQuery, request.query, "query");
      const lines = await readAudit(ctx.db, filter, { before, limit });
      return { body: { lines, next: lines.length < limit ? null : (lines.at(-1)?.id ?? null) } };
    },
  },
  {
    method: "get",
    path: "/api/admin/audit.csv",
    needs: "audit.read",
    async handle(ctx, request, asked) {
      const filter = parseInput(AuditFilter, request.query, "query");
      const { from, to, ...others } = filter;
      const day = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
      await audit(ctx.db, {
        ...originOf(asked),
        action: "audit.read",
        outcome: "done",
        target: "export",
        detail: { ...others, from: day(from), to: day(to) },
        at: ctx.clock.now(),
      });
      return {
        text: auditCsv(readWholeAudit(ctx.db, filter, Number.MAX_SAFE_INTEGER)),
        headers: {
          "Content-Type": "text/csv; charset=utf-8",
          "Content-Disposition": 'attachment; filename="audit.csv"',
        },
      };
    },
  },
];

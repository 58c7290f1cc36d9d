/** What operators are told: bodies of the events of the live city, by kind. A kind that is not here is not told. */
import { z } from "zod";
import { alertBodies } from "./alerts.ts";
import { Brigade } from "./brigade.ts";
import { PastMove, positionBodies } from "./events.ts";
import { Channel, Code, Folio, Instant, LiveReport, Outcome } from "./report.ts";

export const opsBodies = {
  "report.received": z.object({ report: LiveReport, channel: Channel }),
  "report.imported": z.object({
    report: LiveReport,
    archived: z.boolean(),
    source: Code,
    moves: z.array(PastMove),
  }),
  "report.assigned": z.object({ brigade: z.number().int() }),
  "report.travelling": z.object({}),
  "report.started": z.object({}),
  "report.closed": z.object({
    outcome: Outcome,
    reason: Code,
    lateReason: Code.optional(),
    duplicateOf: Folio.optional(),
  }),
  "report.reopened": z.object({ report: LiveReport, reason: Code }),
  "report.due-soon": z.object({}),
  "report.overdue": z.object({}),
  "report.photographed": z.object({ photo: z.string() }),
  "report.arrived": z.object({ brigade: z.number().int(), since: Instant }),
  "report.left": z.object({ brigade: z.number().int(), since: Instant, seconds: z.number().int() }),
  "report.archived": z.object({}),
  "brigade.registered": z.object({ brigade: Brigade }),
  ...positionBodies,
  ...alertBodies,
} as const;

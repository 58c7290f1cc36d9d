/** What operators are told: bodies of the events of the live city, by kind. A kind that is not here is not told. */
import { z } from "zod";
import { alertBodies } from "./alerts.ts";
import { Brigade } from "./brigade.ts";
import { Elsewhere, PastMove, positionBodies, undoneKinds } from "./events.ts";
import { Channel, Code, Instant, LiveReport, Outcome } from "./report.ts";

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
  }),
  "report.reopened": z.object({ report: LiveReport, reason: Code }),
  "report.due-soon": z.object({}),
  "report.overdue": z.object({}),
  "report.photographed": z.object({ photo: z.string() }),
  "report.arrived": z.object({ brigade: z.number().int(), since: Instant }),
  "report.left": z.object({ brigade: z.number().int(), since: Instant, seconds: z.number().int() }),
  "report.corrected": z.object({ report: LiveReport }),
  "report.unassigned": z.object({}),
  "report.unmerged": z.object({ report: LiveReport }),
  "report.undone": z.object({ report: LiveReport, undid: z.enum(undoneKinds) }),
  "report.noted": z.object({ note: z.string(), visibility: z.enum(["internal", "public"]) }),
  "report.asked": z.object({ note: z.string() }),
  "report.answered": z.object({ note: z.string() }),
  "report.archived": z.object({}),
  /** Of a department, whose view is less than the city: a correction moves reports from one to the other. */
  "report.entered": z.object({ report: LiveReport, elsewhere: Elsewhere.optional() }),
  "report.gone": z.object({ elsewhere: Elsewhere.optional() }),
  "brigade.elsewhere": z.object({ elsewhere: Elsewhere }),
  "brigade.registered": z.object({ brigade: Brigade }),
  ...positionBodies,
  ...alertBodies,
} as const;

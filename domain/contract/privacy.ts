/** What a citizen may ask of a city about their own data, as the administrator who serves them asks it of us. */
import { z } from "zod";
import { ReportCard } from "./card.ts";
import { Contact } from "./commands.ts";
import { Folio } from "./report.ts";

const whose = {
  email: z.email("must be an e-mail address").max(254).optional(),
  phone: Contact.shape.phone,
  folio: Folio.optional(),
};
const named = (w: { email?: unknown; phone?: unknown; folio?: unknown }) =>
  [w.email, w.phone, w.folio].filter((value) => value !== undefined).length === 1;
const oneOf = "must have exactly one of email, phone and folio";

/** Whose reports: all that name this e-mail address or telephone, or one by its folio. */
export const Whose = z.strictObject(whose).refine(named, oneOf);
export type Whose = z.infer<typeof Whose>;

export const EraseOrder = z
  .strictObject({
    ...whose,
    /** What they wrote in the reports too, and all that was asked, answered and noted about them. */
    descriptions: z.boolean(),
    photos: z.boolean(),
  })
  .refine(named, oneOf);
export type EraseOrder = z.infer<typeof EraseOrder>;

export const Erased = z.object({
  reports: z.number().int(),
  contacts: z.number().int(),
  descriptions: z.number().int(),
  notes: z.number().int(),
  photos: z.number().int(),
});
export type Erased = z.infer<typeof Erased>;

/** All that is held of them, for them to have. Who of the city did something is told by role: they are people too. */
export const HeldData = z.object({
  city: z.string(),
  at: z.iso.datetime(),
  reports: z.array(
    z.object({
      folio: Folio,
      service: z.string(),
      channel: z.string().nullable(),
      place: z.object({ lon: z.number(), lat: z.number(), sector: z.string().nullable() }),
      status: z.string(),
      receivedAt: z.iso.datetime(),
      dueAt: z.iso.datetime(),
      closedAt: z.iso.datetime().nullable(),
      outcome: z.string().nullable(),
      reason: z.string().nullable(),
      description: z.string().nullable(),
      contact: Contact.nullable(),
      timeline: z.array(
        z.object({
          at: z.iso.datetime(),
          what: ReportCard.shape.timeline.element.shape.kind,
          by: z.string(),
        }),
      ),
      notes: z.array(z.object({ at: z.iso.datetime(), kind: z.string(), text: z.string(), by: z.string() })),
      photos: z.array(
        z.object({ id: z.string(), at: z.iso.datetime(), width: z.number(), height: z.number() }),
      ),
    }),
  ),
});
export type HeldData = z.infer<typeof HeldData>;

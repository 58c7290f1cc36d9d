/** Entries of the city's lists as they are edited here: what this page does not know of an entry stays in it. */
import { z } from "zod";
import { AlertRule, BrigadeFile, Calendar, Cluster, Reason, Service } from "#contract/city";

const places = ["exact", "area", "none"] as const;
export const publicPlaces = places;

export const ServiceEntry = z.looseObject({
  ...Service.shape,
  publicPlace: z.enum(places).optional(),
  cluster: Cluster.optional(),
  retired: z.boolean().optional(),
});
export type ServiceEntry = z.infer<typeof ServiceEntry>;
export const ServiceList = z.array(ServiceEntry);

export const ReasonList = z.array(z.looseObject(Reason.shape));
export type ReasonEntry = z.infer<typeof ReasonList>[number];

export const BrigadeList = z.array(z.looseObject({ ...BrigadeFile.shape, retired: z.boolean().optional() }));
export type BrigadeEntry = z.infer<typeof BrigadeList>[number];

export const AlertRuleList = z.array(
  z.looseObject({ ...AlertRule.shape, departments: z.array(z.string()), services: z.array(z.string()) }),
);
export type AlertRuleEntry = z.infer<typeof AlertRuleList>[number];

export const CalendarList = z.array(Calendar);
export type CalendarEntry = z.infer<typeof CalendarList>[number];

export const Settings = z.looseObject({
  lateSoonShare: z.number(),
  keepClosedHours: z.number(),
  contactKeepDays: z.number().optional(),
  publicPositions: z
    .discriminatedUnion("mode", [
      z.object({ mode: z.literal("off") }),
      z.object({ mode: z.literal("delayed"), minutes: z.number(), snapMetres: z.number() }),
    ])
    .optional(),
  positions: z
    .object({ keepDays: z.number(), thinAfterDays: z.number(), thinSeconds: z.number() })
    .optional(),
});
export type Settings = z.infer<typeof Settings>;

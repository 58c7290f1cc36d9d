/** What is like what: reports that may be one, the brigades that may go, and what words find. Asked by those who decide. */
import { z } from "zod";
import { Lat, Lon } from "./city.ts";
import { Code, Folio, Instant, plainText, Status } from "./report.ts";

/** A report as a line of a list. */
const Found = z.object({
  folio: Folio,
  service: Code,
  status: Status,
  lon: Lon,
  lat: Lat,
  sector: Code.nullable(),
  receivedAt: Instant,
});

/** `POST /api/duplicates`: of a report that is just being taken in. */
export const DuplicatesOf = z.strictObject({
  service: Code,
  lon: Lon,
  lat: Lat,
  description: plainText(4000).trim().optional(),
});

/** How near two services are: one, under one heading of the intake, of one department, or nothing of that. */
export const kinships = ["same", "group", "department", "none"] as const;

/**
 * Why two reports are thought to be one. `weights` are bits of evidence, for (above 0) or against: with what is thought before
 * anything is known (`before`) they add up to the odds, and the score is 1 / (1 + 2^−sum).
 */
export const DuplicateReasons = z.object({
  service: z.enum(kinships),
  metres: z.number(),
  hours: z.number(),
  /** Likeness of the words, 0…1; null where one of the two says nothing. */
  words: z.number().min(0).max(1).nullable(),
  weights: z.object({
    before: z.number(),
    service: z.number(),
    metres: z.number(),
    hours: z.number(),
    words: z.number(),
  }),
});
export type DuplicateReasons = z.infer<typeof DuplicateReasons>;

/** `GET /api/reports/FOLIO/duplicates` and `POST /api/duplicates`: the likeliest first, and none that is unlikely. */
export const Duplicates = z.object({
  candidates: z.array(
    Found.extend({
      /** How it begins. */
      text: z.string().nullable(),
      score: z.number().min(0).max(1),
      reasons: DuplicateReasons,
    }),
  ),
});
export type Duplicates = z.infer<typeof Duplicates>;

/** Ways to so many are reckoned, from every brigade. */
export const MOST_RANKED = 50;
/** `POST /api/rank-brigades`: for one report, or for several that are gone to as one job. */
export const RankBrigades = z.strictObject({ folios: z.array(Folio).min(1).max(MOST_RANKED) });

/** What a choice costs, in minutes; what adds nothing is 0. Their sum decides. */
export const RankCosts = z.object({
  eta: z.number(),
  position: z.number(),
  skills: z.number(),
  load: z.number(),
  department: z.number(),
  sector: z.number(),
  shift: z.number(),
  late: z.number(),
});
export type RankCosts = z.infer<typeof RankCosts>;

export const RankReasons = z.object({
  /** From where its way was counted. */
  from: z.enum(["position", "depot"]),
  /** Age of that position; null at the depot. */
  positionSeconds: z.number().int().nullable(),
  missingSkills: z.array(Code),
  /** Stops that it has, and how many a shift of it holds. */
  openStops: z.number().int(),
  capacity: z.number().int(),
  /** Whether it is of the reports' department, and whether its depot lies in the sector of the first of them. */
  sameDepartment: z.boolean(),
  sameSector: z.boolean(),
  onShift: z.boolean(),
  /** When it would be there if it did what is more urgent first. */
  inTurnSeconds: z.number().int(),
  /** Stops that it has which would become late because of this. Folios only of those that the asker may see. */
  madeLate: z.object({ count: z.number().int(), folios: z.array(Folio) }),
  /** Of what is asked for, what would be late with it. */
  lateThemselves: z.array(Folio),
  costs: RankCosts,
});
export type RankReasons = z.infer<typeof RankReasons>;

/** The best first. */
export const RankedBrigades = z.object({
  /** By what the ways were reckoned. */
  travel: z.enum(["straight-line", "roads"]),
  brigades: z.array(
    z.object({
      code: Code,
      /** Of the way there if it set out now: to the nearest of the reports. */
      etaSeconds: z.number().int(),
      /** 1 is there now and costs nothing; half is an hour. */
      score: z.number().min(0).max(1),
      reasons: RankReasons,
    }),
  ),
});
export type RankedBrigades = z.infer<typeof RankedBrigades>;

/** The query of `GET /api/search`. */
export const SearchQuery = z.strictObject({
  q: plainText(200).trim().min(1),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});

/** `GET /api/search`: a folio that was meant first, then what says all of the words itself, then the newest. */
export const Findings = z.object({
  reports: z.array(
    Found.extend({
      archived: z.boolean(),
      /** Where the words are in the description; `marks` are pairs [from, to) in `text`. Null: it has none. */
      snippet: z.object({ text: z.string(), marks: z.array(z.tuple([z.number(), z.number()])) }).nullable(),
    }),
  ),
  /** There are more than were asked for. */
  more: z.boolean(),
});
export type Findings = z.infer<typeof Findings>;

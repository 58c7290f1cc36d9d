/**
 * The page's state. Small values only: the reports and positions themselves live in `live`, outside React, and are read
 * from there by whoever is told that there is a new `reading`.
 */
import type { z } from "zod";
import { create } from "zustand";
import type { CityAnswer, DemoState, ReportCard, Trail } from "#contract/card";
import type { Base } from "#contract/city";
import type { LiveCity } from "#domain/fold";
import type { Bounds } from "#geo/boundary";
import { Fixes } from "../live/fixes.ts";
import type { LinkState } from "../live/link.ts";
import { ServerClock } from "../live/server-clock.ts";
import { type Filters, noFilters } from "./filters.ts";
import type { ListScope, Selection, Theme, View } from "./page-url.ts";
import type { Reading } from "./reading.ts";

export type Answer = z.infer<typeof CityAnswer>;
export type Card = z.infer<typeof ReportCard>;
export type Demo = z.infer<typeof DemoState>;
export type TrailPoints = z.infer<typeof Trail>["points"];

/** Something that is fetched when it is opened. */
export type Fetched<T> =
  | { phase: "loading" }
  | { phase: "ready"; value: T; at: number }
  | { phase: "failed"; code: string; detail: string };

/** What changes at rate, and the clock that ages are counted by. */
export interface Live {
  city: LiveCity | undefined;
  fixes: Fixes;
  clock: ServerClock;
  /** Server's time of the last sign of life; 0 before the first. */
  heardAt: number;
}

export interface PageState {
  live: Live;
  answer: Answer | null;
  base: Base | null;
  /** Why the city could not be fetched; it is tried again. */
  startTrouble: { code: string; detail: string } | null;
  link: LinkState | null;
  reading: Reading | null;

  view: View | null;
  /** What the map shows, west, south, east, north. */
  bounds: Bounds | null;
  filters: Filters;
  scope: ListScope;
  selection: Selection | null;
  /** Id of the report under the pointer, in the list or on the map. */
  hovered: number | null;
  card: Fetched<Card> | null;
  trail: Fetched<TrailPoints> | null;

  language: string;
  /** Whether the link says so; otherwise the person's habit or the city's own. */
  languageInLink: boolean;
  theme: Theme;
  themeInLink: boolean;
  demo: Demo | null;
  basemapFailed: boolean;
  helpOpen: boolean;
  legendOpen: boolean;
}

export const usePage = create<PageState>()(() => ({
  live: { city: undefined, fixes: new Fixes(), clock: new ServerClock(Date.now), heardAt: 0 },
  answer: null,
  base: null,
  startTrouble: null,
  link: null,
  reading: null,
  view: null,
  bounds: null,
  filters: noFilters,
  scope: "all",
  selection: null,
  hovered: null,
  card: null,
  trail: null,
  language: "es",
  languageInLink: false,
  theme: "auto",
  themeInLink: false,
  demo: null,
  basemapFailed: false,
  helpOpen: false,
  legendOpen: false,
}));

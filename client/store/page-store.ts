/**
 * The page's state. Small values only: the reports and positions themselves live in `live`, outside React, and are read
 * from there by whoever is told that there is a new `reading`.
 */
import type { z } from "zod";
import { create } from "zustand";
import type { BrigadeDoings, CityAnswer, DemoState, Trail } from "#contract/card";
import type { Base } from "#contract/city";
import type { Me } from "#contract/identity";
import type { LiveCity } from "#domain/fold";
import type { Bounds } from "#geo/boundary";
import { Fixes } from "../live/fixes.ts";
import type { LinkState } from "../live/link.ts";
import { ServerClock } from "../live/server-clock.ts";
import type { ShownCard } from "../live/shown-card.ts";
import { type Filters, noFilters } from "./filters.ts";
import type { Happening } from "./happenings.ts";
import type { LinkFault } from "./link-faults.ts";
import { dueFirst, type ListSort } from "./list-sort.ts";
import { type Insets, type MapHandle, noInsets } from "./map-handle.ts";
import type { ListScope, Selection, Theme, View } from "./page-url.ts";
import type { Reading } from "./reading.ts";

export type Answer = z.infer<typeof CityAnswer>;
export type Demo = z.infer<typeof DemoState>;
export type TrailPoints = z.infer<typeof Trail>["points"];

export type Doings = z.infer<typeof BrigadeDoings>;

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
  /** Server's time at which the city was last known to be this one; 0 before the first. */
  heardAt: number;
  /** Reports that an event has just changed, and when (local ms); the latest last. */
  changed: Map<number, number>;
  /** Brigades of whose positions an event has told, by number, and its place in the log. */
  told: Map<number, number>;
  /** Place in the log of the last that was merged or taken apart: it is said on the cards of both. */
  merged: number;
  /** What has happened last, the latest at the end. */
  happened: Happening[];
  /** Called when positions have come or reports have changed: for the map, which draws at its own rate. */
  moved: Set<() => void>;
}

export interface PageState {
  /** What is shown: `present`, or the city at a past minute. */
  live: Live;
  /** The city as it is, which the link keeps alive whatever is shown. */
  present: Live;
  /** The past instant that `live` is of, ms; null in the present (client/store/past.ts). */
  past: number | null;
  /** Who looks, and what they may do; null until the server has said. */
  me: Me | null;
  /** A session ended without being asked to; said until it is waved away. */
  sessionEnded: boolean;
  answer: Answer | null;
  base: Base | null;
  /** Why the city could not be fetched; it is tried again. */
  startTrouble: { code: string; detail: string } | null;
  link: LinkState | null;
  reading: Reading | null;

  /** Connects at once instead of when the back-off ends. */
  retry: () => void;
  /** The same, though there seems to be a connection: this machine has slept. */
  reconnect: () => void;

  map: MapHandle | null;
  insets: Insets;
  view: View | null;
  /** What the map shows, west, south, east, north. */
  bounds: Bounds | null;
  filters: Filters;
  scope: ListScope;
  sort: ListSort;
  /** What a page adds to its link of its own, behind what all of them have: "q=bache". */
  linkTail: string;
  selection: Selection | null;
  /** What the opened link asked for and could not be shown, until somebody has read it. */
  linkFaults: readonly LinkFault[];
  /** Id of the report under the pointer, in the list or on the map. */
  hovered: number | null;
  /** Id of the report that the list stands at: what keys are about when nothing is open. */
  activeRow: number | null;
  /** Ids of the reports that are marked to be moved together. */
  marked: ReadonlySet<number>;
  card: Fetched<ShownCard> | null;
  trail: Fetched<TrailPoints> | null;
  /** Of the opened brigade: what its positions have meant today. */
  doings: Fetched<Doings> | null;

  language: string;
  /** Whether the link says so; otherwise the person's habit or the city's own. */
  languageInLink: boolean;
  theme: Theme;
  themeInLink: boolean;
  /** Goes up when the machine's own preference turns while the theme is "auto". */
  themeTurns: number;
  demo: Demo | null;
  basemapFailed: boolean;
  /** Layers of the map that are not drawn. */
  hiddenLayers: ReadonlySet<string>;
  /** Reports have been drawn, whether or not the ground below them has. */
  reportsDrawn: boolean;
  /** The map with reports has been drawn. */
  drawn: boolean;
  helpOpen: boolean;
  /** Null until somebody has said: then it depends on the room there is. */
  legendOpen: boolean | null;
}

export function newLive(clock: ServerClock, moved: Live["moved"]): Live {
  return {
    city: undefined,
    fixes: new Fixes(),
    clock,
    heardAt: 0,
    changed: new Map(),
    told: new Map(),
    merged: 0,
    happened: [],
    moved,
  };
}

const present = newLive(new ServerClock(Date.now), new Set());

export const usePage = create<PageState>()(() => ({
  live: present,
  present,
  past: null,
  me: null,
  sessionEnded: false,
  answer: null,
  base: null,
  startTrouble: null,
  link: null,
  reading: null,
  retry: () => {},
  reconnect: () => {},
  map: null,
  insets: noInsets,
  view: null,
  bounds: null,
  filters: noFilters,
  scope: "all",
  sort: dueFirst,
  linkTail: "",
  selection: null,
  linkFaults: [],
  hovered: null,
  activeRow: null,
  marked: new Set(),
  card: null,
  trail: null,
  doings: null,
  language: "es",
  languageInLink: false,
  theme: "auto",
  themeInLink: false,
  themeTurns: 0,
  demo: null,
  basemapFailed: false,
  hiddenLayers: new Set(),
  reportsDrawn: false,
  drawn: false,
  helpOpen: false,
  legendOpen: null,
}));

/** What a dispatcher is in the middle of: the form that is open, what was just done, and what somebody else did meanwhile. */
import { create } from "zustand";
import type { MoveName, NoteName } from "#contract/commands";
import type { PresenceEntry } from "#contract/presence";
import type { LiveReport, Status } from "#contract/report";
import type { ShownCard } from "../live/shown-card.ts";
import type { Deed, FormKind } from "./deed.ts";
import type { Undoable } from "./undo.ts";

/** A report as it was when somebody began to do something about it. */
export interface Target {
  id: number;
  folio: string;
  version: number;
  status: Status;
}

export interface OpenForm {
  kind: FormKind;
  targets: readonly Target[];
}

/** Another report is another form; a newer version of the same is not. */
export function nameOf({ kind, targets }: OpenForm): string {
  return `${kind}:${targets.map(({ folio }) => folio).join()}`;
}

/** What can be asked of the server about one report. */
export interface Wish {
  name: MoveName | NoteName | "answer";
  folio: string;
  /** Of the report as it was seen; nothing where the command names none. */
  version?: number;
  fields?: Readonly<Record<string, unknown>>;
}

/** What somebody else has made of a report since it was seen. */
export interface Overtaken {
  /** As it is now; null where it is not in sight any more. */
  card: ShownCard | null;
  since: ShownCard["timeline"];
}

/** Somebody was faster: what was wanted of the report that is another now. */
export interface Conflict extends Overtaken {
  deed: Deed;
  /** The form that sent it; null where a key did. */
  form: OpenForm | null;
  wish: Wish;
}

export interface Refused {
  folio: string;
  code: string;
  detail: string;
  /** Where somebody was faster and that could be looked at. */
  overtaken: Overtaken | null;
}

/** How a move of many ended. */
export interface Outcome {
  deed: Deed;
  done: number;
  refused: readonly Refused[];
}

/** What went wrong outside a form; `cannot`: a key that can do nothing to what is chosen; `held`: somebody else has taken it. */
export type Trouble =
  | { kind: "cannot"; code: string; detail: string }
  | { kind: "refused"; code: string; detail: string }
  | { kind: "held"; folio: string; by: PresenceEntry };

export type Drawing = "lasso" | "rectangle";

export interface DeskState {
  form: OpenForm | null;
  /** What has been typed and not sent, by form and folio: it outlives the form. */
  drafts: Readonly<Record<string, string>>;
  palette: boolean;
  /** The name of a view is being asked for. */
  naming: boolean;
  drawing: Drawing | null;
  /** Where a report is being put. */
  pin: { lon: number; lat: number } | null;
  /** What is searched for. */
  search: string;
  /** Whoever searches wants to go into what is found, as soon as it is there. */
  entering: boolean;
  /** Folio of what was found and has the focus. */
  finding: string | null;
  undo: Undoable | null;
  conflict: Conflict | null;
  outcome: Outcome | null;
  trouble: Trouble | null;
  /** What was done, for ears; `n` tells one from the same said twice. */
  said: { deed: Deed | "taken" | "released" | "marked"; folio: string; count: number; n: number } | null;
  /** Something is on its way to the server. */
  busy: boolean;
  /** Versions that our own moves have made, before their events have come back. */
  own: ReadonlyMap<string, number>;
}

export const useDesk = create<DeskState>()(() => ({
  form: null,
  drafts: {},
  palette: false,
  naming: false,
  drawing: null,
  pin: null,
  search: "",
  entering: false,
  finding: null,
  undo: null,
  conflict: null,
  outcome: null,
  trouble: null,
  said: null,
  busy: false,
  own: new Map(),
}));

/** The report as it is seen now, for something that is begun. */
export function targetOf({ id, folio, status, version }: LiveReport): Target {
  return { id, folio, version: Math.max(version, useDesk.getState().own.get(folio) ?? 0), status };
}

export function keepDraft(kind: FormKind, folio: string, text: string): void {
  useDesk.setState(({ drafts }) => ({ drafts: { ...drafts, [`${kind}:${folio}`]: text } }));
}

export function draftOf(kind: FormKind, folio: string): string {
  return useDesk.getState().drafts[`${kind}:${folio}`] ?? "";
}

let times = 0;

export function say(deed: NonNullable<DeskState["said"]>["deed"], folio: string, count = 1): void {
  useDesk.setState({ said: { deed, folio, count, n: ++times } });
}

/** What a dispatcher is in the middle of: the form that is open, what was just done, and what somebody else did meanwhile. */
import { create } from "zustand";
import type { LiveReport, Status } from "#contract/report";

export const formKinds = ["assign", "close", "reject", "reopen", "note", "ask", "correct", "merge"] as const;
export type FormKind = (typeof formKinds)[number];

/** A report as it was when somebody began to do something about it. */
export interface Target {
  id: number;
  folio: string;
  version: number;
  status: Status;
  /** The server's time of then, ms. */
  seenAt: number;
}

export interface OpenForm {
  kind: FormKind;
  targets: readonly Target[];
}

/** What can be asked of the server about one report. */
export interface Wish {
  name: string;
  folio: string;
  /** Of the report as it was seen; nothing where the command names none. */
  version?: number;
  fields?: Readonly<Record<string, unknown>>;
}

/** What a person calls what they do: words under `desk.did`. */
export type Deed = FormKind | "put-back" | "travel" | "work" | "unmerge" | "undo";

/** What was done last and can still be taken back. */
export interface Undoable {
  deed: Deed;
  moves: readonly { folio: string; version: number }[];
  /** Server's time until which it can be. */
  until: number;
}

/** Somebody was faster: what was wanted of the report that is another now. */
export interface Conflict {
  deed: Deed;
  wish: Wish;
  target: Target;
}

/** How a move of many ended. */
export interface Outcome {
  deed: Deed;
  done: readonly string[];
  refused: readonly { folio: string; code: string; detail: string }[];
}

export interface DeskState {
  form: OpenForm | null;
  palette: boolean;
  undo: Undoable | null;
  conflict: Conflict | null;
  outcome: Outcome | null;
  /** What was done, for ears; `n` tells one from the same said twice. */
  said: { deed: Deed; folio: string; count: number; n: number } | null;
  /** Something is on its way to the server. */
  busy: boolean;
  /** What was refused last, in the server's code and words. */
  refused: { code: string; detail: string } | null;
  /** Versions that our own moves have made, before their events have come back. */
  own: ReadonlyMap<string, number>;
}

export const useDesk = create<DeskState>()(() => ({
  form: null,
  palette: false,
  undo: null,
  conflict: null,
  outcome: null,
  said: null,
  busy: false,
  refused: null,
  own: new Map(),
}));

/** The report as it is seen now, for something that is begun. */
export function targetOf(report: LiveReport, seenAt: number): Target {
  const { id, folio, status } = report;
  const version = Math.max(report.version, useDesk.getState().own.get(folio) ?? 0);
  return { id, folio, version, status, seenAt };
}

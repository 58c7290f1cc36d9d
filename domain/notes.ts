/** What is written about a report: who may, and what a question waits for. */
import type { NoteCommand } from "#contract/commands";
import type { Action } from "./may.ts";
import type { Past } from "./standing.ts";

/** What is for more ears than the office's needs more than a note does. */
export function actionOfNote(command: Pick<NoteCommand, "name"> & { visibility?: string }): Action {
  const isInternal = command.name === "note-report" && command.visibility === "internal";
  return isInternal ? "report.note" : "report.triage";
}

/** Whether whoever handed it in was asked something and has not answered since. */
export function hasOpenQuestion(past: readonly Past[]): boolean {
  const latest = past.findLast(({ kind }) => kind === "report.asked" || kind === "report.answered");
  return latest?.kind === "report.asked";
}

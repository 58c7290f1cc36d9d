/** What can be done at the desk. */
export const formKinds = [
  "assign",
  "close",
  "reject",
  "reopen",
  "note",
  "ask",
  "answer",
  "correct",
  "merge",
] as const;
export type FormKind = (typeof formKinds)[number];

/** What a person calls what they do: words under `desk.did`. */
export type Deed = FormKind | "put-back" | "travel" | "work" | "unmerge" | "undo";

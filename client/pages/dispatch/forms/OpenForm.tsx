/** The form that is open. */
import { nameOf, useDesk } from "../../../store/desk-store.ts";
import { AssignForm } from "./AssignForm.tsx";
import { CloseForm } from "./CloseForm.tsx";
import { CorrectForm } from "./CorrectForm.tsx";
import { MergeForm } from "./MergeForm.tsx";
import { NoteForm } from "./NoteForm.tsx";
import { ReopenForm } from "./ReopenForm.tsx";

export function OpenForm() {
  const form = useDesk((desk) => desk.form);
  if (!form) return null;
  const { kind, targets } = form;
  const [only] = targets;
  const key = nameOf(form);
  switch (kind) {
    case "assign":
      return <AssignForm key={key} targets={targets} />;
    case "close":
    case "reject":
      return <CloseForm key={key} kind={kind} targets={targets} />;
    case "reopen":
      return <ReopenForm key={key} targets={targets} />;
    case "note":
    case "ask":
    case "answer":
      return <NoteForm key={key} kind={kind} targets={targets} />;
    case "correct":
      return only ? <CorrectForm key={key} target={only} /> : null;
    case "merge":
      return <MergeForm key={key} targets={targets} />;
  }
}

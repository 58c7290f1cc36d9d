/** The form that is open, if any. */
import { useDesk } from "../../../store/desk-store.ts";
import { AssignForm } from "./AssignForm.tsx";
import { CloseForm } from "./CloseForm.tsx";
import { ReopenForm } from "./ReopenForm.tsx";

export function OpenForm() {
  const form = useDesk((desk) => desk.form);
  if (!form) return null;
  const { kind, targets } = form;
  switch (kind) {
    case "assign":
      return <AssignForm targets={targets} />;
    case "close":
    case "reject":
      return <CloseForm key={kind} kind={kind} targets={targets} />;
    case "reopen":
      return <ReopenForm targets={targets} />;
    default:
      return null;
  }
}

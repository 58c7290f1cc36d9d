/** Something to be said about a report: among us, for everybody, or as a question to whoever handed it in. */
import { useState } from "react";
import { useWords } from "../../../i18n/use-words.ts";
import { draftOf, keepDraft, type Target } from "../../../store/desk-store.ts";
import { useMay } from "../../../store/may.ts";
import { RadioInput } from "../../../ui/RadioInput.tsx";
import { TextInput } from "../../../ui/TextInput.tsx";
import { doMove } from "../do-move.ts";
import { FormFrame } from "./FormFrame.tsx";

type Visibility = "internal" | "public";

export function NoteForm({ kind, targets }: { kind: "note" | "ask"; targets: readonly Target[] }) {
  const { t } = useWords();
  const folio = targets[0]?.folio ?? "";
  const [text, setText] = useState(() => draftOf(kind, folio));
  const [visibility, setVisibility] = useState<Visibility>("internal");
  const mayPublish = useMay("report.triage");
  const type = (typed: string) => {
    setText(typed);
    keepDraft(kind, folio, typed);
  };
  const send = () => {
    const wishes = targets.map((target) =>
      kind === "note"
        ? ({ name: "note-report", folio: target.folio, fields: { text: text.trim(), visibility } } as const)
        : ({ name: "ask-citizen", folio: target.folio, fields: { text: text.trim() } } as const),
    );
    void doMove(kind, wishes);
  };
  return (
    <FormFrame
      kind={kind}
      targets={targets}
      submit={kind === "note" ? t("desk.note.write") : t("desk.note.send")}
      onSubmit={send}
      missing={text.trim() === "" ? t("desk.sayKeys") : undefined}
    >
      <TextInput
        label={kind === "note" ? t("desk.note.text") : t("desk.note.question")}
        hint={kind === "ask" ? t("desk.note.questionHint") : undefined}
        value={text}
        onChange={type}
        rows={5}
      />
      {kind === "note" && mayPublish && (
        <RadioInput<Visibility>
          label={t("desk.note.visibility")}
          value={visibility}
          onChange={setVisibility}
          options={[
            { value: "internal", label: t("notes.internal") },
            { value: "public", label: t("notes.public") },
          ]}
        />
      )}
    </FormFrame>
  );
}

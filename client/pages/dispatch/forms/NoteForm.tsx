/**
 * Something to be said about a report: among us, for everybody, as a question to whoever handed it in, or what they answered by
 * telephone.
 */
import { useState } from "react";
import { useWords } from "../../../i18n/use-words.ts";
import { draftOf, keepDraft, type Target } from "../../../store/desk-store.ts";
import { useMay } from "../../../store/may.ts";
import { usePage } from "../../../store/page-store.ts";
import { RadioInput } from "../../../ui/RadioInput.tsx";
import { TextInput } from "../../../ui/TextInput.tsx";
import { doMove } from "../do-move.ts";
import frame from "./FormFrame.module.css";
import { FormFrame } from "./FormFrame.tsx";

type Visibility = "internal" | "public";

const commands = { note: "note-report", ask: "ask-citizen", answer: "answer" } as const;
const words = {
  note: { label: "text", submit: "write" },
  ask: { label: "question", submit: "send" },
  answer: { label: "answer", submit: "writeAnswer" },
} as const;

type Kind = "note" | "ask" | "answer";

export function NoteForm({ kind, targets }: { kind: Kind; targets: readonly Target[] }) {
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
    const said = { text: text.trim() };
    const wishes = targets.map((target) =>
      kind === "note"
        ? ({ name: commands.note, folio: target.folio, fields: { ...said, visibility } } as const)
        : ({ name: commands[kind], folio: target.folio, fields: said } as const),
    );
    void doMove(kind, wishes);
  };
  return (
    <FormFrame
      kind={kind}
      targets={targets}
      submit={t(`desk.note.${words[kind].submit}`)}
      onSubmit={send}
      missing={text.trim() === "" ? t("desk.sayKeys") : undefined}
    >
      {kind === "answer" && <Asked folio={folio} />}
      <TextInput
        label={t(`desk.note.${words[kind].label}`)}
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

/** The question that waits, for whoever reads it out. */
function Asked({ folio }: { folio: string }) {
  const card = usePage((page) => page.card);
  if (card?.phase !== "ready" || card.value.report.folio !== folio) return null;
  const question = card.value.notes.findLast(({ kind }) => kind === "question");
  return question ? <blockquote className={frame.asked}>{question.text}</blockquote> : null;
}

/** A section of what is issued to machines: what there is, and a panel for one more. */
import type { LucideIcon } from "lucide-react";
import { type ReactNode, useState } from "react";
import { PushButton } from "../../ui/PushButton.tsx";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { useAnswer } from "../../ui/use-answer.ts";
import { Answered } from "../Answered.tsx";
import { type Credential, CredentialTable } from "./CredentialTable.tsx";
import { Empty, Section } from "./Section.tsx";

interface Props<T extends Credential> {
  words: { title: string; lead: string; add: string; none: string };
  icon: LucideIcon;
  list: () => Promise<T[]>;
  end: (id: string) => Promise<void>;
  /** What is particular to its kind. */
  what: { head: string; cell: (row: T) => string };
  form: (onIssued: () => void, onClose: () => void) => ReactNode;
}

export function CredentialSection<T extends Credential>({
  words,
  icon: Icon,
  list,
  end,
  what,
  form,
}: Props<T>) {
  const { answer, again } = useAnswer(list);
  const [adding, setAdding] = useState(false);
  const close = () => setAdding(false);
  return (
    <Section
      title={words.title}
      lead={words.lead}
      action={
        <PushButton kind="main" onPress={() => setAdding(true)}>
          <Icon aria-hidden="true" focusable="false" />
          {words.add}
        </PushButton>
      }
    >
      <Answered answer={answer} again={again}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>{words.none}</Empty>
          ) : (
            <CredentialTable label={words.title} rows={rows} what={what} end={end} onEnded={again} />
          )
        }
      </Answered>
      {adding && (
        <SidePanel title={words.add} onClose={close}>
          {form(again, close)}
        </SidePanel>
      )}
    </Section>
  );
}

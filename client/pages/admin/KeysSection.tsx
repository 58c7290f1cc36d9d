/** Keys of programs: what each may do, until when, and when it was last used. */
import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { ApiKey, Issued } from "#contract/administration";
import { type Action, actions, cell, ofEveryKey } from "#domain/may";
import { fieldWords } from "../../i18n/refusal-words.ts";
import { useWords } from "../../i18n/use-words.ts";
import { endKey, issueKey, listKeys } from "../../live/administration.ts";
import { CheckGroup } from "../../ui/CheckInput.tsx";
import form from "../../ui/form.module.css";
import { OnceSecret } from "../../ui/OnceSecret.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { SelectInput } from "../../ui/SelectInput.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { useSaving } from "../../ui/use-saving.ts";
import { Refused } from "../Answered.tsx";
import { CredentialSection } from "./CredentialSection.tsx";
import { Foot } from "./Section.tsx";

/** What a key may do at all, by what it is about. */
const scopeGroups: [string, Action[]][] = (() => {
  const groups = new Map<string, Action[]>();
  for (const action of actions.filter(
    (each) => cell("integration", each) !== "no" && !ofEveryKey.includes(each),
  )) {
    const [about = ""] = action.split(".");
    groups.set(about, [...(groups.get(about) ?? []), action]);
  }
  return [...groups];
})();

export function KeysSection() {
  const { t } = useWords();
  const words = {
    title: t("admin.keys"),
    lead: t("keys.lead"),
    add: t("keys.add"),
    none: t("keys.none"),
  };
  const scopes = (key: ApiKey) => key.scopes.map((scope) => actionWords(t, scope)).join(", ");
  return (
    <CredentialSection
      words={words}
      icon={KeyRound}
      list={listKeys}
      end={endKey}
      what={{ head: t("keys.scopes"), cell: scopes }}
      form={(onIssued, onClose) => <KeyForm onIssued={onIssued} onClose={onClose} />}
    />
  );
}

/** An action in words; its own name where the page has none for it. */
export function actionWords(t: ReturnType<typeof useWords>["t"], action: string): string {
  return (actions as readonly string[]).includes(action) ? t(`action.${action as Action}`) : action;
}

const days = ["30", "90", "365", "730"] as const;

function KeyForm({ onIssued, onClose }: { onIssued: () => void; onClose: () => void }) {
  const words = useWords();
  const { t } = words;
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>([]);
  const [lasts, setLasts] = useState<(typeof days)[number]>("365");
  const [issued, setIssued] = useState<Issued | null>(null);
  const { run, busy, error } = useSaving();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      setIssued(await issueKey({ name: name.trim(), scopes, expiresInDays: Number(lasts) }));
      onIssued();
    });
  };
  if (issued)
    return (
      <>
        <OnceSecret title={t("keys.issued", { name })} value={issued.token} note={t("keys.note")} />
        <Foot>
          <PushButton onPress={onClose}>{t("form.done")}</PushButton>
        </Foot>
      </>
    );
  return (
    <form className={form.form} onSubmit={submit} noValidate>
      <Refused error={error} />
      <TextInput
        label={t("keys.name")}
        hint={t("keys.nameHint")}
        value={name}
        onChange={setName}
        error={fieldWords(words, error, "name")}
        autoFocus
      />
      {scopeGroups.map(([about, members], i) => (
        <CheckGroup
          key={about}
          label={t(`about.${about as "report"}`)}
          error={i === 0 ? fieldWords(words, error, "scopes") : undefined}
          options={members.map((value) => ({ value, label: t(`action.${value}`) }))}
          chosen={scopes.filter((scope) => members.includes(scope as Action))}
          onChange={(chosen) =>
            setScopes((before) => [
              ...before.filter((scope) => !members.includes(scope as Action)),
              ...chosen,
            ])
          }
        />
      ))}
      <SelectInput
        label={t("keys.expires")}
        value={lasts}
        options={days.map((value) => ({ value, label: t("keys.inDays", { count: Number(value) }) }))}
        onChange={setLasts}
      />
      <Foot>
        <PushButton kind="main" type="submit" busy={busy}>
          {t("keys.issue")}
        </PushButton>
        <PushButton onPress={onClose}>{t("form.cancel")}</PushButton>
      </Foot>
    </form>
  );
}

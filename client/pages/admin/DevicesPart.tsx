/** The phones and trackers of one brigade. */
import { type FormEvent, useCallback, useState } from "react";
import type { Device, Issued } from "#contract/administration";
import { fieldWords } from "../../i18n/refusal-words.ts";
import { useWords } from "../../i18n/use-words.ts";
import { endDevice, issueDevice, listDevices } from "../../live/administration.ts";
import form from "../../ui/form.module.css";
import { OnceSecret } from "../../ui/OnceSecret.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { useAnswer } from "../../ui/use-answer.ts";
import { useSaving } from "../../ui/use-saving.ts";
import { Answered, Refused } from "../Answered.tsx";
import { Part } from "../Column.tsx";
import { CredentialTable } from "./CredentialTable.tsx";
import { Empty } from "./Section.tsx";

export function DevicesPart({ brigade }: { brigade: string }) {
  const words = useWords();
  const { t } = words;
  const read = useCallback((signal: AbortSignal) => listDevices(brigade, signal), [brigade]);
  const { answer, again } = useAnswer(read);
  const [name, setName] = useState("");
  const [tracker, setTracker] = useState("");
  const [issued, setIssued] = useState<Issued | null>(null);
  const { run, busy, error } = useSaving();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      setIssued(await issueDevice({ brigade, name: name.trim(), trackerId: tracker.trim() || null }));
      again();
    });
  };
  const number = { head: t("devices.tracker"), cell: ({ trackerId }: Device) => trackerId ?? "" };
  return (
    <Part title={t("devices.title")} lead={t("devices.lead")}>
      <Answered answer={answer} again={again}>
        {(devices) =>
          devices.length === 0 ? (
            <Empty>{t("devices.none")}</Empty>
          ) : (
            <CredentialTable
              label={t("devices.title")}
              rows={devices}
              {...(devices.some(({ trackerId }) => trackerId !== null) && { what: number })}
              end={endDevice}
              onEnded={again}
              short
            />
          )
        }
      </Answered>
      {issued && (
        <OnceSecret title={t("devices.issued", { name })} value={issued.token} note={t("devices.note")} />
      )}
      <form className={form.form} onSubmit={submit} noValidate>
        <Refused error={error} />
        <TextInput
          label={t("devices.name")}
          value={name}
          onChange={setName}
          error={fieldWords(words, error, "name")}
        />
        <TextInput
          label={t("devices.tracker")}
          hint={t("devices.trackerHint")}
          value={tracker}
          onChange={setTracker}
          error={fieldWords(words, error, "trackerId")}
        />
        <div>
          <PushButton type="submit" busy={busy}>
            {t("devices.issue")}
          </PushButton>
        </div>
      </form>
    </Part>
  );
}

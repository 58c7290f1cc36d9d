/** What holds for the whole city: when a report is late soon, how long things are kept, what the public is shown. */
import { type FormEvent, useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import form from "../../ui/form.module.css";
import { Notice } from "../../ui/Notice.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { SelectInput } from "../../ui/SelectInput.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { Answered } from "../Answered.tsx";
import { Settings } from "./city-entries.ts";
import { changedFields } from "./differences.ts";
import { Origin, RefusedPart } from "./PartNotices.tsx";
import { Foot, Row, Section } from "./Section.tsx";
import css from "./SettingsSection.module.css";
import { StaleNotice } from "./StaleNotice.tsx";
import { numberOf } from "./typed.ts";
import { type CityPartEdit, useCityPart } from "./use-city-part.ts";

export function SettingsSection() {
  const { t } = useWords();
  const edit = useCityPart("settings", Settings);
  return (
    <Section title={t("admin.settings")} lead={t("settings.lead")}>
      <Answered answer={edit.answer} again={edit.again}>
        {(part) => (
          <>
            <Origin part={part} edit={edit} />
            <SettingsForm key={part.version} settings={part.content} edit={edit} />
          </>
        )}
      </Answered>
    </Section>
  );
}

const trailFields = ["keepDays", "thinAfterDays", "thinSeconds"] as const;
type Trails<T> = Record<(typeof trailFields)[number], T>;

/** Undefined where one is no number. */
function trailsOf(typed: Trails<string>): Trails<number> | undefined {
  const [keepDays, thinAfterDays, thinSeconds] = trailFields.map((field) => numberOf(typed[field]));
  return keepDays && thinAfterDays && thinSeconds ? { keepDays, thinAfterDays, thinSeconds } : undefined;
}

function SettingsForm({ settings, edit }: { settings: Settings; edit: CityPartEdit<Settings> }) {
  const { t } = useWords();
  const { publicPositions } = settings;
  const delayed = publicPositions?.mode === "delayed" ? publicPositions : null;
  const [soon, setSoon] = useState(String(Math.round(settings.lateSoonShare * 100)));
  const [closed, setClosed] = useState(String(settings.keepClosedHours));
  const [contact, setContact] = useState(String(settings.contactKeepDays ?? ""));
  const [mode, setMode] = useState(publicPositions?.mode ?? "off");
  const [minutes, setMinutes] = useState(String(delayed?.minutes ?? 15));
  const [metres, setMetres] = useState(String(delayed?.snapMetres ?? 350));
  const [trails, setTrails] = useState({
    keepDays: String(settings.positions?.keepDays ?? ""),
    thinAfterDays: String(settings.positions?.thinAfterDays ?? ""),
    thinSeconds: String(settings.positions?.thinSeconds ?? ""),
  });
  const wrong = (text: string) => (numberOf(text) === null ? t("rule.number") : undefined);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [share, hours, days] = [numberOf(soon), numberOf(closed), numberOf(contact)];
    const [late, snap] = [numberOf(minutes), numberOf(metres)];
    if (share === null || hours === null || late === null || snap === null) return;
    const positions = trailsOf(trails);
    if (settings.positions && !positions) return;
    void edit.save((newest) => ({
      ...newest,
      lateSoonShare: share / 100,
      keepClosedHours: hours,
      ...(settings.contactKeepDays !== undefined && days !== null && { contactKeepDays: days }),
      ...(publicPositions && {
        publicPositions: mode === "off" ? { mode } : { mode, minutes: late, snapMetres: snap },
      }),
      ...(settings.positions && positions && { positions }),
    }));
  };
  const { stale, saving } = edit;
  return (
    <form className={`${form.form} ${css.form}`} onSubmit={submit} noValidate>
      {stale && saving.error?.code === "stale-version" ? (
        <StaleNotice
          changes={changedFields(stale.before.content, stale.now.content)}
          at={stale.now.changedAt}
        />
      ) : (
        <RefusedPart edit={edit} />
      )}
      {saving.done > 0 && !saving.error && <Notice kind="done" title={t("form.saved")} />}
      <TextInput
        label={t("settings.soon")}
        hint={t("settings.soonHint")}
        type="number"
        value={soon}
        onChange={setSoon}
        error={wrong(soon)}
      />
      <TextInput
        label={t("settings.closed")}
        hint={t("settings.closedHint")}
        type="number"
        value={closed}
        onChange={setClosed}
        error={wrong(closed)}
      />
      {settings.contactKeepDays !== undefined && (
        <TextInput
          label={t("settings.contact")}
          hint={t("settings.contactHint")}
          type="number"
          value={contact}
          onChange={setContact}
          error={wrong(contact)}
        />
      )}
      {publicPositions && (
        <SelectInput
          label={t("settings.positions")}
          hint={t("settings.positionsHint")}
          value={mode}
          options={[
            { value: "off", label: t("settings.positionsOff") },
            { value: "delayed", label: t("settings.positionsDelayed") },
          ]}
          onChange={setMode}
        />
      )}
      {publicPositions && mode === "delayed" && (
        <Row>
          <TextInput
            label={t("settings.minutes")}
            type="number"
            value={minutes}
            onChange={setMinutes}
            error={wrong(minutes)}
          />
          <TextInput
            label={t("settings.metres")}
            type="number"
            value={metres}
            onChange={setMetres}
            error={wrong(metres)}
          />
        </Row>
      )}
      {settings.positions && (
        <Row>
          {trailFields.map((field) => (
            <TextInput
              key={field}
              label={t(`settings.${field}`)}
              hint={t(`settings.${field}Hint`)}
              type="number"
              value={trails[field]}
              onChange={(text) => setTrails({ ...trails, [field]: text })}
              error={wrong(trails[field])}
            />
          ))}
        </Row>
      )}
      <Foot>
        <PushButton kind="main" type="submit" busy={saving.busy}>
          {t("form.save")}
        </PushButton>
      </Foot>
    </form>
  );
}

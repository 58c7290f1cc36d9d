/** One person: who they are, what they may, and the link by which they choose a password. */
import { type FormEvent, useState } from "react";
import { type PersonRole, personRoles } from "#contract/actor";
import type { Invitation, Person } from "#contract/administration";
import type { PersonFields } from "#contract/identity";
import { fieldWords } from "../../i18n/refusal-words.ts";
import { useWords } from "../../i18n/use-words.ts";
import {
  addPerson,
  changePerson,
  endSessionsOf,
  invitePerson,
  listPeople,
} from "../../live/administration.ts";
import { usePage } from "../../store/page-store.ts";
import { CheckInput } from "../../ui/CheckInput.tsx";
import form from "../../ui/form.module.css";
import { Notice } from "../../ui/Notice.tsx";
import { OnceSecret } from "../../ui/OnceSecret.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { SelectInput } from "../../ui/SelectInput.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { useSaving } from "../../ui/use-saving.ts";
import { Refused } from "../Answered.tsx";
import { Part } from "../Column.tsx";
import { changedFields } from "./differences.ts";
import { Foot } from "./Section.tsx";
import { StaleNotice } from "./StaleNotice.tsx";

const blank: PersonFields = {
  name: "",
  email: "",
  role: "operator",
  department: null,
  brigade: null,
  active: true,
};
const fieldsOf = ({ name, email, role, department, brigade, active }: PersonFields): PersonFields => ({
  name,
  email,
  role,
  department,
  brigade,
  active,
});

export function PersonForm({
  person,
  onSaved,
  onClose,
}: {
  person: Person | null;
  onSaved: () => void;
  onClose: () => void;
}) {
  const words = useWords();
  const { t } = words;
  const [seen, setSeen] = useState(person);
  const [draft, setDraft] = useState(person ? fieldsOf(person) : blank);
  const [changes, setChanges] = useState<string[] | null>(null);
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const saving = useSaving();
  const set = (part: Partial<PersonFields>) => setDraft((before) => ({ ...before, ...part }));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!seen) {
      await saving.run(async () => {
        const added = await addPerson(draft);
        setInvitation(added.invitation);
        onSaved();
      });
      return;
    }
    const went = await saving.run(async () => {
      await changePerson(seen.id, seen.version, draft).catch(async (error: unknown) => {
        await lookAgain(seen);
        throw error;
      });
      onSaved();
    });
    if (went) onClose();
  };
  /** What somebody else changed meanwhile; the next press saves over it, knowingly. */
  const lookAgain = async (before: Person) => {
    const now = (await listPeople().catch(() => [])).find(({ id }) => id === before.id);
    if (!now || now.version === before.version) return;
    setSeen(now);
    setChanges(changedFields(fieldsOf(before), fieldsOf(now)).map((field) => t(`people.changed.${field}`)));
  };

  if (invitation) {
    return (
      <>
        <InvitationLink invitation={invitation} name={draft.name} />
        <Foot>
          <PushButton onPress={onClose}>{t("form.done")}</PushButton>
        </Foot>
      </>
    );
  }
  const stale = saving.error?.code === "stale-version";
  return (
    <>
      <form className={form.form} onSubmit={(event) => void submit(event)} noValidate>
        {stale ? <StaleNotice changes={changes ?? []} at={null} /> : <Refused error={saving.error} />}
        <TextInput
          label={t("people.name")}
          value={draft.name}
          onChange={(name) => set({ name })}
          error={fieldWords(words, saving.error, "name")}
          autoFocus={person === null}
        />
        <TextInput
          label={t("people.email")}
          type="email"
          hint={t("people.emailHint")}
          value={draft.email}
          onChange={(email) => set({ email })}
          error={fieldWords(words, saving.error, "email")}
        />
        <RoleFields draft={draft} set={set} brigadeError={fieldWords(words, saving.error, "brigade")} />
        {person && (
          <CheckInput
            label={t("people.mayEnter")}
            hint={t("people.mayEnterHint")}
            checked={draft.active}
            onChange={(active) => set({ active })}
          />
        )}
        <Foot>
          <PushButton kind="main" type="submit" busy={saving.busy}>
            {person ? t("form.save") : t("people.addAndInvite")}
          </PushButton>
          <PushButton onPress={onClose}>{t("form.cancel")}</PushButton>
        </Foot>
      </form>
      {person && <Access person={person} onInvited={setInvitation} />}
    </>
  );
}

function RoleFields({
  draft,
  set,
  brigadeError,
}: {
  draft: PersonFields;
  set: (part: Partial<PersonFields>) => void;
  brigadeError: string | undefined;
}) {
  const { t, name } = useWords();
  const city = usePage((page) => page.answer?.city);
  const everywhere = "";
  const choose = (role: PersonRole) =>
    set({ role, ...(role === "brigade" ? { department: null } : { brigade: null }) });
  return (
    <>
      <SelectInput
        label={t("people.role")}
        hint={t(`roleDoes.${draft.role}`)}
        value={draft.role}
        options={personRoles.map((value) => ({ value, label: t(`role.${value}`) }))}
        onChange={choose}
      />
      {draft.role === "brigade" ? (
        <SelectInput
          label={t("people.brigade")}
          value={draft.brigade}
          placeholder={t("form.choose")}
          error={brigadeError}
          options={(city?.brigades ?? []).map(({ code, name }) => ({ value: code, label: name }))}
          onChange={(brigade) => set({ brigade })}
        />
      ) : (
        draft.role !== "administrator" && (
          <SelectInput
            label={t("people.department")}
            hint={t("people.departmentHint")}
            value={draft.department ?? everywhere}
            options={[
              { value: everywhere, label: t("people.wholeCity") },
              ...(city?.departments ?? []).map(({ code, name: names }) => ({
                value: code,
                label: name(names),
              })),
            ]}
            onChange={(code) => set({ department: code === everywhere ? null : code })}
          />
        )
      )}
    </>
  );
}

/** How they get in: a new link, and an end to what is open. */
function Access({ person, onInvited }: { person: Person; onInvited: (invitation: Invitation) => void }) {
  const { t } = useWords();
  const inviting = useSaving();
  const ending = useSaving();
  return (
    <Part title={t("people.access")} lead={t("people.accessLead")}>
      <Refused error={inviting.error ?? ending.error} />
      {ending.done > 0 && <Notice kind="done" title={t("people.sessionsEnded")} />}
      <Foot>
        <PushButton
          busy={inviting.busy}
          onPress={() => void inviting.run(async () => onInvited(await invitePerson(person.id)))}
        >
          {t("people.invite")}
        </PushButton>
        {person.sessions > 0 && (
          <PushButton
            kind="danger"
            busy={ending.busy}
            onPress={() => void ending.run(() => endSessionsOf(person.id))}
          >
            {t("people.endSessions", { count: person.sessions })}
          </PushButton>
        )}
      </Foot>
    </Part>
  );
}

function InvitationLink({ invitation, name }: { invitation: Invitation; name: string }) {
  const { t, format } = useWords();
  return (
    <OnceSecret
      title={t("people.invitationFor", { name })}
      value={`${location.origin}/invitation#${invitation.token}`}
      note={t("people.invitationNote", { until: format.exact(invitation.expiresAt) })}
    />
  );
}

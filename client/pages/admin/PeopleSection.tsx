/** Who may sign in, as what, and whether they have yet. */
import { UserPlus } from "lucide-react";
import { useState } from "react";
import type { Person } from "#contract/administration";
import { useWords, type Words } from "../../i18n/use-words.ts";
import { listPeople } from "../../live/administration.ts";
import { usePage } from "../../store/page-store.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { useAnswer } from "../../ui/use-answer.ts";
import { Answered } from "../Answered.tsx";
import { PersonForm } from "./PersonForm.tsx";
import { Empty, Section } from "./Section.tsx";

export function PeopleSection() {
  const words = useWords();
  const { t } = words;
  const { answer, again } = useAnswer(listPeople);
  const [open, setOpen] = useState<Person | "new" | null>(null);
  const close = () => {
    setOpen(null);
    again();
  };
  return (
    <Section
      title={t("admin.people")}
      lead={t("people.lead")}
      action={
        <PushButton kind="main" onPress={() => setOpen("new")}>
          <UserPlus aria-hidden="true" focusable="false" />
          {t("people.add")}
        </PushButton>
      }
    >
      <Answered answer={answer} again={again}>
        {(people) =>
          people.length === 0 ? (
            <Empty>{t("people.none")}</Empty>
          ) : (
            <DataTable
              label={t("admin.people")}
              rows={people}
              keyOf={(person) => person.id}
              columns={peopleColumns(words)}
              onOpen={setOpen}
              isFaint={(person) => !person.active}
            />
          )
        }
      </Answered>
      {open !== null && (
        <SidePanel title={open === "new" ? t("people.add") : open.name} onClose={close}>
          <PersonForm person={open === "new" ? null : open} onSaved={again} onClose={close} />
        </SidePanel>
      )}
    </Section>
  );
}

function peopleColumns({ t, name, ago }: Words): Column<Person>[] {
  const { city } = usePage.getState().answer ?? {};
  const of = (person: Person) => {
    const brigade = city?.brigades.find(({ code }) => code === person.brigade)?.name ?? person.brigade;
    const department = city?.departments.find(({ code }) => code === person.department)?.name;
    return brigade ?? (department ? name(department) : (person.department ?? t("people.wholeCity")));
  };
  const state = (person: Person) => {
    if (!person.active) return t("people.inactive");
    if (person.invitedUntil !== null && person.invitedUntil > Date.now()) return t("people.invited");
    return person.hasPassword ? t("people.active") : t("people.noPassword");
  };
  return [
    { key: "name", head: t("people.name"), cell: (person) => person.name },
    { key: "email", head: t("people.email"), cell: (person) => person.email },
    { key: "role", head: t("people.role"), cell: (person) => t(`role.${person.role}`) },
    { key: "of", head: t("people.rows"), cell: of },
    { key: "state", head: t("people.state"), cell: state },
    {
      key: "used",
      head: t("people.used"),
      cell: (person) => (person.lastUsedAt === null ? t("people.never") : ago(person.lastUsedAt, Date.now())),
    },
  ];
}

/** The brigades, their hours and what they can do, and the devices that say where they are. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { useMay } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { useSkillNames } from "../../ui/use-skill-names.ts";
import { Answered } from "../Answered.tsx";
import { BrigadeForm } from "./BrigadeForm.tsx";
import { type BrigadeEntry, BrigadeList } from "./city-entries.ts";
import { DevicesPart } from "./DevicesPart.tsx";
import { Origin } from "./PartNotices.tsx";
import { Empty, Section } from "./Section.tsx";
import { useCityPart } from "./use-city-part.ts";

export function BrigadesSection() {
  const { t, name, format } = useWords();
  const city = usePage((page) => page.answer?.city);
  const skillNames = useSkillNames();
  const mayDevices = useMay("device.manage");
  const edit = useCityPart("brigades", BrigadeList);
  const [open, setOpen] = useState<BrigadeEntry | "new" | null>(null);
  const begin = (next: BrigadeEntry | "new" | null) => {
    edit.begin();
    setOpen(next);
  };
  const departmentOf = (code: string) => name(city?.departments.find((d) => d.code === code)?.name) || code;
  return (
    <Section
      title={t("admin.brigades")}
      lead={t("brigades.lead")}
      action={
        <PushButton kind="main" onPress={() => begin("new")}>
          <Plus aria-hidden="true" focusable="false" />
          {t("brigades.add")}
        </PushButton>
      }
    >
      <Answered answer={edit.answer} again={edit.again}>
        {(part) => (
          <>
            <Origin part={part} edit={edit} />
            {part.content.length === 0 ? (
              <Empty>{t("brigades.none")}</Empty>
            ) : (
              <DataTable
                label={t("admin.brigades")}
                rows={part.content}
                keyOf={(brigade) => brigade.code}
                onOpen={begin}
                isFaint={(brigade) => brigade.retired === true}
                columns={[
                  { key: "name", head: t("card.brigade"), cell: (brigade) => brigade.name },
                  { key: "code", head: t("brigades.code"), cell: (brigade) => brigade.code },
                  {
                    key: "department",
                    head: t("people.department"),
                    cell: (brigade) => departmentOf(brigade.department),
                  },
                  {
                    key: "shift",
                    head: t("brigade.shift"),
                    cell: ({ shift }) => `${shift.from}–${shift.to}`,
                  },
                  { key: "skills", head: t("services.skills"), cell: ({ skills }) => skillNames(skills) },
                  {
                    key: "capacity",
                    head: t("brigades.capacity"),
                    figures: true,
                    cell: ({ capacity }) => format.number(capacity),
                  },
                ]}
              />
            )}
            {open !== null && (
              <SidePanel title={open === "new" ? t("brigades.add") : open.name} onClose={() => begin(null)}>
                <BrigadeForm
                  brigade={open === "new" ? null : open}
                  taken={part.content.map(({ code }) => code)}
                  edit={edit}
                  onClose={() => begin(null)}
                />
                {open !== "new" && mayDevices && <DevicesPart brigade={open.code} />}
              </SidePanel>
            )}
          </>
        )}
      </Answered>
    </Section>
  );
}

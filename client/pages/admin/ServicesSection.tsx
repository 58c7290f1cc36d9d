/** What can be reported, whose it is, and how long it may take. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { ServiceIcon } from "../../ui/ServiceIcon.tsx";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { Answered } from "../Answered.tsx";
import { type ServiceEntry, ServiceList } from "./city-entries.ts";
import { Origin } from "./PartNotices.tsx";
import { Empty, Section } from "./Section.tsx";
import { ServiceForm } from "./ServiceForm.tsx";
import css from "./ServicesSection.module.css";
import { useCityPart } from "./use-city-part.ts";

export function ServicesSection() {
  const { t, name, format } = useWords();
  const city = usePage((page) => page.answer?.city);
  const edit = useCityPart("services", ServiceList);
  const [open, setOpen] = useState<ServiceEntry | "new" | null>(null);
  const begin = (next: ServiceEntry | "new" | null) => {
    edit.begin();
    setOpen(next);
  };
  const departmentOf = (code: string) => name(city?.departments.find((d) => d.code === code)?.name) || code;
  return (
    <Section
      title={t("admin.services")}
      lead={t("services.lead")}
      action={
        <PushButton kind="main" onPress={() => begin("new")}>
          <Plus aria-hidden="true" focusable="false" />
          {t("services.add")}
        </PushButton>
      }
    >
      <Answered answer={edit.answer} again={edit.again}>
        {(part) => (
          <>
            <Origin part={part} edit={edit} />
            {part.content.length === 0 ? (
              <Empty>{t("services.none")}</Empty>
            ) : (
              <DataTable
                label={t("admin.services")}
                rows={part.content}
                keyOf={(service) => service.code}
                onOpen={begin}
                isFaint={(service) => service.retired === true}
                columns={[
                  {
                    key: "name",
                    head: t("services.name"),
                    cell: (service) => (
                      <span className={css.name}>
                        <ServiceIcon name={service.icon} />
                        {name(service.name)}
                      </span>
                    ),
                  },
                  { key: "group", head: t("services.group"), cell: (service) => name(service.group) },
                  {
                    key: "department",
                    head: t("people.department"),
                    cell: (service) => departmentOf(service.department),
                  },
                  {
                    key: "sla",
                    head: t("services.sla"),
                    cell: ({ sla }) =>
                      t("services.slaOf", { hours: format.number(sla.hours), calendar: sla.calendar }),
                  },
                  {
                    key: "place",
                    head: t("services.place"),
                    cell: (service) => t(`place.${service.publicPlace ?? "exact"}`),
                  },
                  {
                    key: "state",
                    head: t("people.state"),
                    cell: (service) => (service.retired ? t("services.retired") : t("services.taken")),
                  },
                ]}
              />
            )}
            {open !== null && (
              <SidePanel
                title={open === "new" ? t("services.add") : name(open.name)}
                onClose={() => begin(null)}
              >
                <ServiceForm
                  service={open === "new" ? null : open}
                  taken={part.content.map(({ code }) => code)}
                  edit={edit}
                  onClose={() => begin(null)}
                />
              </SidePanel>
            )}
          </>
        )}
      </Answered>
    </Section>
  );
}

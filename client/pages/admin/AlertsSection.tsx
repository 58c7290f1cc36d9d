/** When operators are alerted: the rules in the order in which they decide. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { Answered } from "../Answered.tsx";
import { AlertRuleForm } from "./AlertRuleForm.tsx";
import { type AlertRuleEntry, AlertRuleList } from "./city-entries.ts";
import { Origin } from "./PartNotices.tsx";
import { Empty, Section } from "./Section.tsx";
import { useCityPart } from "./use-city-part.ts";

export function AlertsSection() {
  const { t, name } = useWords();
  const city = usePage((page) => page.answer?.city);
  const edit = useCityPart("alerts", AlertRuleList);
  const [open, setOpen] = useState<AlertRuleEntry | "new" | null>(null);
  const begin = (next: AlertRuleEntry | "new" | null) => {
    edit.begin();
    setOpen(next);
  };
  const forWhom = ({ departments, services }: AlertRuleEntry) => {
    const named = [
      ...(city?.departments.filter(({ code }) => departments.includes(code)) ?? []),
      ...(city?.services.filter(({ code }) => services.includes(code)) ?? []),
    ].map((one) => name(one.name));
    return named.length === 0 ? t("alertRules.all") : named.join(", ");
  };
  return (
    <Section
      title={t("admin.alerts")}
      lead={t("alertRules.lead")}
      action={
        <PushButton kind="main" onPress={() => begin("new")}>
          <Plus aria-hidden="true" focusable="false" />
          {t("alertRules.add")}
        </PushButton>
      }
    >
      <Answered answer={edit.answer} again={edit.again}>
        {(part) => (
          <>
            <Origin part={part} edit={edit} />
            {part.content.length === 0 ? (
              <Empty>{t("alertRules.none")}</Empty>
            ) : (
              <DataTable
                label={t("admin.alerts")}
                rows={part.content}
                keyOf={(rule) => rule.code}
                onOpen={begin}
                columns={[
                  { key: "kind", head: t("alertRules.kind"), cell: (rule) => t(`alert.kind.${rule.kind}`) },
                  { key: "for", head: t("alertRules.for"), cell: forWhom },
                  {
                    key: "threshold",
                    head: t("alertRules.from"),
                    cell: (rule) => t(`threshold.${rule.kind}`, { count: rule.threshold }),
                  },
                  {
                    key: "on",
                    head: t("alertRules.state"),
                    cell: (rule) => (rule.on ? t("alertRules.on") : t("alertRules.off")),
                  },
                ]}
              />
            )}
            {open !== null && (
              <SidePanel
                title={open === "new" ? t("alertRules.add") : t(`alert.kind.${open.kind}`)}
                onClose={() => begin(null)}
              >
                <AlertRuleForm
                  rule={open === "new" ? null : open}
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

/** Acknowledges all that are listed and says how it went, and of what no more are told because too many wait. */
import { crowds, MOST_WAITING } from "#domain/alert";
import { useWords } from "../../i18n/use-words.ts";
import { useAlertTray } from "../../store/alert-tray.ts";
import { useAlerts } from "../../store/alerts-store.ts";
import { usePage } from "../../store/page-store.ts";
import { Notice } from "../../ui/Notice.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import css from "./AlertTray.module.css";

export function AcknowledgeAll({ number, onPress }: { number: number; onPress: () => void }) {
  const { t, name, format } = useWords();
  const { busy, outcome } = useAlertTray();
  const departments = usePage((page) => page.answer?.city.departments);
  const crowded = crowds(useAlerts((alerts) => alerts.open));
  const nameOf = (code: string | null) =>
    code === null
      ? t("alert.noDepartment")
      : name(departments?.find((one) => one.code === code)?.name) || code;
  const rest = outcome === null ? 0 : outcome.of - outcome.done;
  return (
    <>
      {crowded.map(({ kind, department }) => (
        <Notice key={`${kind} ${department}`} kind="wrong" title={t(`alert.kind.${kind}`)}>
          {t("alert.crowded", { number: format.number(MOST_WAITING), department: nameOf(department) })}
        </Notice>
      ))}
      {outcome && (
        <Notice
          kind={outcome.failed ? "wrong" : "done"}
          title={t("alert.allDone", { done: format.number(outcome.done), of: format.number(outcome.of) })}
        >
          {outcome.failed ? t("alert.failed") : rest > 0 && t("alert.allOver")}
        </Notice>
      )}
      {/* Also when none is left: whoever pressed it has the focus on it. */}
      {(number > 0 || busy || outcome !== null) && (
        <div className={css.all}>
          <PushButton onPress={onPress} busy={busy}>
            {t("alert.acknowledgeAll", { number: format.number(number) })}
          </PushButton>
        </div>
      )}
    </>
  );
}

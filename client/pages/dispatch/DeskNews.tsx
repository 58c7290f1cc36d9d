/** For ears only: what was done, and what was refused. */
import { useWords } from "../../i18n/use-words.ts";
import { useDesk } from "../../store/desk-store.ts";

export function DeskNews() {
  const { t } = useWords();
  const said = useDesk((desk) => desk.said);
  return (
    <div className="unseen" role="status">
      {said && (
        <span key={said.n}>
          {t(`desk.did.${said.deed}`, {
            what:
              said.count === 1 && said.folio !== "" ? said.folio : t("desk.reports", { count: said.count }),
          })}
        </span>
      )}
    </div>
  );
}

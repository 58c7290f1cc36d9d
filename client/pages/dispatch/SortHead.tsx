/** The names of the columns, each the way to another order. */
import { ArrowDown, ArrowUp } from "lucide-react";
import { Button } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { orderBy } from "../../store/actions.ts";
import type { SortKey } from "../../store/list-sort.ts";
import { usePage } from "../../store/page-store.ts";
import css from "./DeskRow.module.css";

export function SortHead() {
  const { t } = useWords();
  return (
    <fieldset className={css.head} aria-label={t("desk.sort")}>
      <span />
      <span />
      <span className={css.folio}>{t("desk.column.folio")}</span>
      <Sort by="service" />
      <Sort by="sector" hide={css.sector} />
      <Sort by="due" right />
      <Sort by="received" right hide={css.age} />
      <Sort by="brigade" />
      <span className={css.presence} />
    </fieldset>
  );
}

function Sort({ by, right = false, hide }: { by: SortKey; right?: boolean; hide?: string | undefined }) {
  const { t } = useWords();
  const sort = usePage((page) => page.sort);
  const active = sort.by === by;
  const Arrow = sort.descending ? ArrowUp : ArrowDown;
  return (
    <Button
      className={`${css.sort ?? ""} ${hide ?? ""}`}
      data-right={right || undefined}
      data-active={active || undefined}
      aria-pressed={active}
      onPress={() => orderBy(by)}
    >
      {t(`desk.column.${by}`)}
      {active && (
        <>
          <Arrow aria-hidden="true" focusable="false" />
          <span className="unseen">{sort.descending ? t("desk.descending") : t("desk.ascending")}</span>
        </>
      )}
    </Button>
  );
}

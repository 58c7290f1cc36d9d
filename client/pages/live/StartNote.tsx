/** Over the empty map until there is a city: what is being waited for, and why it takes long. */
import { useEffect, useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { mayDo } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import css from "./StartNote.module.css";

/** A start that is quicker than this needs no words. */
const WORDLESS = 400;

export function StartNote() {
  const { t } = useWords();
  const [late, setLate] = useState(false);
  const drawn = usePage((page) => page.reportsDrawn && page.reading !== null);
  const covered = usePage((page) => page.insets.right);
  const trouble = usePage((page) => page.startTrouble);
  const hasCity = usePage((page) => page.answer !== null);
  const snapshotTrouble = usePage((page) => (page.link?.phase === "loading" ? page.link.trouble : null));
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), WORDLESS);
    return () => clearTimeout(timer);
  }, []);
  const closed = usePage((page) => page.me !== null && !mayDo(page, "live.subscribe"));
  if (closed)
    return (
      <div className={css.note} role="status">
        <p className={css.what}>{t("start.closed")}</p>
        <p className={css.why}>{t("start.closedWhy")}</p>
      </div>
    );
  if (drawn || !late) return null;
  const failing = trouble !== null || snapshotTrouble !== null;
  return (
    <div className={css.note} style={{ paddingRight: covered }} role="status">
      <p className={css.what}>
        {failing ? t("start.trouble") : hasCity ? t("start.reports") : t("start.city")}
      </p>
      {failing && (
        <p className={css.why}>{trouble?.code === "not-ready" ? t("start.notReady") : t("start.again")}</p>
      )}
    </div>
  );
}

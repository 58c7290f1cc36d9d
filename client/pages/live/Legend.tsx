/** What the forms and colours on the map mean, and when what is not drawn on it means nothing. */
import { ChevronDown, ChevronUp, TriangleAlert } from "lucide-react";
import { useEffect } from "react";
import { Button } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { useMay } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { BrigadeMark } from "../../ui/BrigadeMark.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { PHONE, ROOMY, useMedia } from "../../ui/use-media.ts";
import { useUnreadWarnings } from "../alerts/use-unread-warnings.ts";
import css from "./Legend.module.css";

export function Legend() {
  const { t } = useWords();
  const roomy = useMedia(ROOMY);
  const open = usePage((page) => page.legendOpen) ?? roomy;
  const phone = useMedia(PHONE);
  const selection = usePage((page) => page.selection);
  useEffect(() => {
    // Little is seen of a phone's map beside a card.
    if (phone && selection !== null) usePage.setState({ legendOpen: null });
  }, [phone, selection]);
  const mayBrigades = useMay("position.see");
  // Whoever may not see them all may still be shown some, where the city publishes them.
  const hasBrigades = usePage((page) => mayBrigades || (page.reading?.crews.size ?? 0) > 0);
  const unread = useUnreadWarnings();
  const Chevron = open ? ChevronDown : ChevronUp;
  return (
    <section className={css.legend} aria-label={t("legend.title")}>
      <Button
        className={css.toggle ?? ""}
        aria-expanded={open}
        onPress={() => usePage.setState({ legendOpen: !open })}
      >
        {t("legend.title")}
        <Chevron aria-hidden="true" focusable="false" />
      </Button>
      {unread !== null && (
        <p className={css.unread}>
          <TriangleAlert aria-hidden="true" focusable="false" />
          {unread}
        </p>
      )}
      {open && (
        <ul className={css.signs}>
          <li>
            <Mark kind="late" /> {t("legend.late")}
          </li>
          <li>
            <Mark kind="soon" /> {t("legend.soon")}
          </li>
          <li>
            <Mark kind="comfortable" /> {t("legend.comfortable")}
          </li>
          <li>
            <Mark kind="comfortable" reopened /> {t("legend.reopened")}
          </li>
          <li>
            <Mark kind="closed" /> {t("legend.closed")}
          </li>
          <li>
            <ClusterSign /> {t("legend.cluster")}
          </li>
          {mayBrigades && (
            <li>
              <BrigadeMark kind="busy" /> {t("legend.busy")}
            </li>
          )}
          {hasBrigades && (
            <li>
              <BrigadeMark kind="free" /> {mayBrigades ? t("legend.free") : t("legend.brigade")}
            </li>
          )}
          {hasBrigades && (
            <li>
              <BrigadeMark kind="silent" /> {t("legend.silent")}
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

function ClusterSign() {
  return (
    <svg className={css.cluster} viewBox="-11 -11 22 22" aria-hidden="true" focusable="false">
      <circle r="7.5" />
      <path d="M0-7.5A7.5 7.5 0 0 1 7.1 2.3" />
      <path className={css.pip} d="M0-10.5 3-7.5 0-4.5-3-7.5z" />
    </svg>
  );
}

/** The connection in a word, and how old what is shown is: it ticks, so that a frozen page is seen to be one. */
import { age } from "../../i18n/format.ts";
import { useWords } from "../../i18n/use-words.ts";
import { mayDo } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { useIsPast } from "../../store/past.ts";
import { useNow } from "../../ui/use-now.ts";
import css from "./ConnectionState.module.css";
import { usePhase } from "./connection.ts";

export function ConnectionState() {
  const { t, format } = useWords();
  const past = useIsPast();
  const connection = usePhase();
  const phase = past ? ("past" as const) : connection;
  // Until it is known who looks, it is being loaded for them; whoever may not follow is connected to nothing.
  const mayFollow = usePage((page) => page.me === null || mayDo(page, "live.subscribe"));
  const now = useNow(1000);
  const heardAt = usePage.getState().live.heardAt;
  if (!mayFollow) return null;
  return (
    <div className={css.state} data-phase={phase} title={heardAt > 0 ? format.exact(heardAt) : undefined}>
      <span className={css.sign} />
      <span className={css.words}>
        <strong className={css.phase}>{t(`phase.${phase}`)}</strong>
        <span className={css.age}>
          {past ? format.time(now) : heardAt > 0 ? t("time.ago", { span: age(now - heardAt) }) : " "}
        </span>
      </span>
    </div>
  );
}

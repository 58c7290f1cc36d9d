/** What somebody else did to a report meanwhile, by name, and how it stands now. */
import { useWords } from "../../i18n/use-words.ts";
import type { Overtaken } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import { statusWords } from "../live/report-words.ts";
import { Timeline } from "../live/Timeline.tsx";
import css from "./OvertakenWords.module.css";

export function OvertakenWords({ overtaken }: { overtaken: Overtaken }) {
  const words = useWords();
  const { t } = words;
  const { card, since } = overtaken;
  if (!card) return <p>{t("desk.gone.away")}</p>;
  const { report } = card;
  const { city } = usePage.getState().live;
  const brigade = report.brigade === null ? undefined : city?.brigades.get(report.brigade)?.name;
  return (
    <>
      <Timeline entries={since} notes={card.notes} />
      <p className={css.now}>
        {t("desk.conflict.now")} <strong>{statusWords(words, report, brigade)}</strong>
      </p>
    </>
  );
}

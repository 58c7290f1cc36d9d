/** What wants somebody of the room, over the map, until somebody sees to it. What is late has its own place. */
import { TriangleAlert } from "lucide-react";
import { useWords } from "../../i18n/use-words.ts";
import { loudAlerts, useAlerts } from "../../store/alerts-store.ts";
import { useNow } from "../../ui/use-now.ts";
import { alertWords } from "../alerts/alert-words.ts";
import css from "./WallAlerts.module.css";
import { useWall } from "./wall-store.ts";

const inPanel: readonly string[] = ["late", "late-soon"];

export function WallAlerts() {
  const words = useWords();
  const { t, format } = words;
  const most = useWall((wall) => wall.link.alerts);
  const alerts = useAlerts();
  const now = useNow(5000);
  const loud = loudAlerts(alerts, now).filter(({ kind }) => !inPanel.includes(kind));
  if (most === 0 || loud.length === 0) return null;
  const more = loud.length - most;
  return (
    <ul className={css.alerts}>
      {loud.slice(0, most).map((alert) => {
        const { kind, subject, more: detail } = alertWords(words, alert);
        return (
          <li key={alert.id} className={css.alert} data-kind={alert.kind}>
            <TriangleAlert className={css.sign} aria-hidden="true" focusable="false" />
            <p className={css.words}>
              <strong className={css.kind}>{kind}</strong>
              <span className={css.detail}>
                {[subject, ...detail, words.ago(alert.since, now)]
                  .filter((part) => part !== "")
                  .map((part, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: nothing but its place tells a part from another
                    <span key={i}>{part}</span>
                  ))}
              </span>
            </p>
          </li>
        );
      })}
      {more > 0 && (
        <li className={css.more}>{t("wall.moreAlerts", { count: more, number: format.number(more) })}</li>
      )}
    </ul>
  );
}

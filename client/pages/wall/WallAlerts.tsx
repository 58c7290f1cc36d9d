/** What wants somebody of the room and is about what the wall is of, over the map, until somebody sees to it. */
import { TriangleAlert } from "lucide-react";
import type { Alert } from "#contract/alerts";
import { useWords } from "../../i18n/use-words.ts";
import { isAlertAbout } from "../../store/about-filters.ts";
import { loudAlerts, useAlerts } from "../../store/alerts-store.ts";
import { usePage } from "../../store/page-store.ts";
import { useNow } from "../../ui/use-now.ts";
import { alertTime, alertWords } from "../alerts/alert-words.ts";
import { useUnreadWarnings } from "../alerts/use-unread-warnings.ts";
import { alsoInPanel } from "./also-in-panel.ts";
import { useRoom } from "./use-room.ts";
import css from "./WallAlerts.module.css";
import { useWall } from "./wall-store.ts";

export function WallAlerts() {
  const link = useWall((wall) => wall.link);
  const filters = usePage((page) => page.filters);
  const city = usePage((page) => page.answer?.city);
  const alerts = useAlerts();
  const now = useNow(5000);
  const unread = useUnreadWarnings();
  const { city: live } = usePage.getState().live;
  if (!city || !live) return null;
  const told = alsoInPanel(link);
  const loud = loudAlerts(alerts, now).filter(
    (alert) => !told.includes(alert.kind) && isAlertAbout(filters, city, live, alert),
  );
  const shown = link.alerts === 0 ? [] : loud;
  if (unread === null && shown.length === 0) return null;
  return <Alerts loud={shown} most={link.alerts} unread={unread} now={now} />;
}

/** As many as there is room for; the others are counted. */
function Alerts({
  loud,
  most,
  unread,
  now,
}: {
  loud: readonly Alert[];
  most: number;
  unread: string | null;
  now: number;
}) {
  const words = useWords();
  const { t, format } = words;
  const { box, count } = useRoom(
    Math.min(most, loud.length),
    [unread === null, ...loud.map(({ id }) => id)].join(),
  );
  const more = loud.length - count;
  return (
    <ul ref={box} className={css.alerts} data-alerts>
      {loud.slice(0, count).map((alert) => {
        const { kind, subject, more: detail } = alertWords(words, alert);
        return (
          <li key={alert.id} className={css.alert} data-kind={alert.kind}>
            <TriangleAlert className={css.sign} aria-hidden="true" focusable="false" />
            <p className={css.words}>
              <strong className={css.kind}>{kind}</strong>
              <span className={css.detail}>
                {[subject, ...detail, alertTime(words, alert, now)]
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
      {unread !== null && (
        <li className={css.unread}>
          <TriangleAlert aria-hidden="true" focusable="false" />
          {unread}
        </li>
      )}
    </ul>
  );
}

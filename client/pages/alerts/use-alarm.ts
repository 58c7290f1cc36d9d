/**
 * Says to whoever wants to hear it that something new is there: by a sound, by the browser, and to screen readers. Of the present,
 * also while the past is shown: yesterday's alerts are no news, and today's are.
 */
import { useEffect, useRef, useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { useAlarmHabit } from "../../store/alarm-habit.ts";
import { useAlerts } from "../../store/alerts-store.ts";
import { usePage } from "../../store/page-store.ts";
import { chime } from "../../ui/chime.ts";
import { useNow } from "../../ui/use-now.ts";
import { alertWords } from "./alert-words.ts";
import { NewAlerts } from "./new-alerts.ts";

/** More at once are told as a number. */
const MOST_NAMED = 3;

/** Gives back what a screen reader should say. */
export function useAlarm(): string {
  const words = useWords();
  const open = useAlerts((alerts) => alerts.present);
  const isLive = usePage((page) => page.link?.phase === "live");
  // A snooze ends without an event. By the present's clock: the other may be shown as of yesterday.
  useNow(5000);
  const now = usePage.getState().present.clock.now();
  const news = useRef(new NewAlerts());
  const [said, setSaid] = useState("");
  useEffect(() => {
    // What a snapshot brings after a night without a connection is no surprise, but it is news.
    if (!isLive) return;
    const fresh = news.current.take(open, now);
    if (fresh.length === 0) return;
    const lines = fresh.slice(0, MOST_NAMED).map((alert) => {
      const { kind, subject } = alertWords(words, alert, usePage.getState().present.city);
      return `${kind}: ${subject}`;
    });
    const text =
      fresh.length > MOST_NAMED ? words.t("alert.many", { count: fresh.length }) : lines.join(". ");
    setSaid(text);
    const { sound, notify } = useAlarmHabit.getState();
    if (sound) chime();
    if (notify && "Notification" in window && Notification.permission === "granted" && document.hidden)
      new Notification(words.t("alert.title"), { body: text, tag: "cuadrilla" });
  }, [open, isLive, now, words]);
  return said;
}

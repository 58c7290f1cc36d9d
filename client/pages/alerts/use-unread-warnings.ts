/** Since when no warnings of the authority were read, in words: that there are none on the map says nothing then. */
import { isRecent } from "../../i18n/format.ts";
import { useWords } from "../../i18n/use-words.ts";
import { useAlerts } from "../../store/alerts-store.ts";
import { useNow } from "../../ui/use-now.ts";

/** Null while they are read, and where there is no feed. */
export function useUnreadWarnings(): string | null {
  const { t, format } = useWords();
  const since = useAlerts((alerts) => alerts.warningsUnreadSince);
  const now = useNow(5000);
  if (since === null) return null;
  return isRecent(since, now)
    ? t("warning.unread", { time: format.time(since) })
    : t("warning.unreadDays", { time: format.exact(since) });
}

/** For ears only: says once when the connection is lost, and once when it is back. The ticking age stays silent. */
import { useWords } from "../../i18n/use-words.ts";
import { isStale, usePhase } from "./connection.ts";

export function ConnectionNews() {
  const { t } = useWords();
  const phase = usePhase();
  return (
    <div className="unseen" role="status">
      {phase === "catching-up"
        ? ""
        : isStale(phase)
          ? t("news.lost")
          : phase === "live"
            ? t("news.live")
            : ""}
    </div>
  );
}

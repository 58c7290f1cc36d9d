/** In letters that can be read from six metres: why a wall that nobody can ask has nothing to show yet. */
import { TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { refusalWords } from "../../i18n/refusal-words.ts";
import { useWords, type Words } from "../../i18n/use-words.ts";
import { HttpError } from "../../live/http.ts";
import { mayDo } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { usePhase } from "../live/connection.ts";
import css from "./WallStale.module.css";

/** A start within it is nobody's concern in a room. */
const PATIENCE = 8_000;

export function WallStart() {
  const words = useWords();
  const { t } = words;
  const isLoading = usePhase() === "loading";
  // Who may not see the city is told so, and waits for nothing.
  const isClosed = usePage((page) => page.me !== null && !mayDo(page, "live.subscribe"));
  const trouble = usePage((page) => page.startTrouble ?? page.link?.trouble ?? null);
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!isLoading) return;
    const timer = setTimeout(() => setLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [isLoading]);
  if (!isLoading || !isLate || isClosed) return null;
  return (
    <div className={css.band} data-band="loading" role="status">
      <TriangleAlert className={css.sign} aria-hidden="true" focusable="false" />
      <p className={css.words}>
        <strong className={css.what}>{t("wall.nothingYet")}</strong>
        <span className={css.why}>{whyWords(words, trouble)}</span>
      </p>
    </div>
  );
}

function whyWords(words: Words, trouble: { code: string; detail: string } | null): string {
  const { t } = words;
  if (!trouble) return t("start.reports");
  switch (trouble.code) {
    case "not-ready":
      return t("start.notReady");
    case "unreachable":
      return `${t("start.trouble")}. ${t("start.again")}`;
    default:
      return `${refusalWords(words, new HttpError(trouble.code, trouble.detail))} ${t("start.again")}`;
  }
}

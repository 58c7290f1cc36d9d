/** Over the map, in words: that this is the public map, or that a session has ended and what is left. */
import { Globe, X } from "lucide-react";
import { useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { isNobody, mayDo } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { signInLink } from "../../store/sign-in-link.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { tellHeight } from "../../ui/tell-height.ts";
import css from "./WhoseMap.module.css";

const noteHeight = tellHeight("--whose");

export function WhoseMap() {
  const { t } = useWords();
  const ended = usePage((page) => page.sessionEnded);
  const nobody = usePage((page) => isNobody(page) && mayDo(page, "live.subscribe"));
  const [waved, setWaved] = useState(false);
  if (ended) {
    return (
      <div ref={noteHeight} className={css.note} role="alert" data-ended>
        <p className={css.words}>
          <strong>{t("whose.ended")}</strong> {nobody ? t("whose.endedPublic") : t("whose.endedNothing")}
        </p>
        <a
          className={css.action}
          href="/sign-in"
          onClick={(event) => {
            event.currentTarget.href = signInLink();
          }}
        >
          {t("whose.again")}
        </a>
        <IconButton
          icon={X}
          label={t("whose.close")}
          onPress={() => usePage.setState({ sessionEnded: false })}
        />
      </div>
    );
  }
  if (!nobody || waved) return null;
  return (
    <div ref={noteHeight} className={css.note}>
      <Globe className={css.sign} aria-hidden="true" focusable="false" strokeWidth={1.75} />
      <p className={css.words}>
        <strong>{t("whose.public")}</strong> {t("whose.publicWhat")}
      </p>
      <IconButton icon={X} label={t("whose.close")} onPress={() => setWaved(true)} />
    </div>
  );
}

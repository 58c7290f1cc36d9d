/** Says what of the opened link could not be shown; nobody should take a part of the view for the whole. */
import { X } from "lucide-react";
import { useWords } from "../../i18n/use-words.ts";
import { dismissLinkFaults } from "../../store/actions.ts";
import { usePage } from "../../store/page-store.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { tellHeight } from "../../ui/tell-height.ts";
import css from "./LinkNotice.module.css";

const MOST_NAMED = 3;
const noticeHeight = tellHeight("--notice");
/** A link may hold any text, and a notice of ours must not become somebody else's sentence. */
const SAYABLE = /^[\p{L}\p{N}:_,.=-]{1,40}$/u;

export function LinkNotice() {
  const { t, locale, format } = useWords();
  const faults = usePage((page) => page.linkFaults);
  const named = faults
    .slice(0, MOST_NAMED)
    .map(({ part, value }) => t(`notice.${part}`, { value: SAYABLE.test(value) ? value : "" }).trim());
  const more = faults.length - named.length;
  if (more > 0) named.push(t("notice.more", { number: format.number(more) }));
  const what = new Intl.ListFormat(locale, { type: "conjunction" }).format(named);
  return (
    // There before it has anything to say, so that screen readers hear it.
    <div ref={noticeHeight} className={css.place} role="status">
      {faults.length > 0 && (
        <div className={css.notice}>
          <p className={css.words}>{t("notice.link", { what })}</p>
          <IconButton icon={X} label={t("notice.close")} keys="Esc" onPress={dismissLinkFaults} />
        </div>
      )}
    </div>
  );
}

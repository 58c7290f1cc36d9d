/** Who else is at a report, by the first letters of their name; a hand for whoever has taken it. */
import { Hand } from "lucide-react";
import { useShallow } from "zustand/react/shallow";
import { useWords } from "../../i18n/use-words.ts";
import { othersAt, usePresence } from "../../store/presence-store.ts";
import { initials } from "./initials.ts";
import css from "./PresenceMark.module.css";

export function PresenceMark({ folio }: { folio: string }) {
  const { t } = useWords();
  const others = usePresence(useShallow((presence) => othersAt(presence, folio)));
  const mine = usePresence((presence) => presence.claimed.has(folio));
  const [first] = others;
  if (!first && !mine) return null;
  if (!first)
    return (
      <span className={css.mark} data-mine title={t("desk.mine")}>
        <Hand aria-hidden="true" focusable="false" />
        <span className="unseen">{t("desk.mine")}</span>
      </span>
    );
  const words = first.claimed
    ? t("presence.claimed", { name: first.name })
    : t("presence.looks", { name: first.name });
  return (
    <span className={css.mark} data-claimed={first.claimed || undefined} title={words}>
      {first.claimed && <Hand aria-hidden="true" focusable="false" />}
      <span aria-hidden="true">{initials(first.name)}</span>
      <span className="unseen">{words}</span>
    </span>
  );
}

/** Colleagues who are at the same report, whoever has claimed it first. */
import { Eye, Hand } from "lucide-react";
import { useShallow } from "zustand/react/shallow";
import { useWords } from "../../i18n/use-words.ts";
import { othersAt, usePresence } from "../../store/presence-store.ts";
import css from "./WhoIsHere.module.css";

export function WhoIsHere({ folio }: { folio: string }) {
  const { t } = useWords();
  const others = usePresence(useShallow((presence) => othersAt(presence, folio)));
  if (others.length === 0) return null;
  return (
    <ul className={css.who} aria-label={t("presence.title")}>
      {others.map(({ session, name, claimed }) => (
        <li key={session} data-claimed={claimed || undefined}>
          {claimed ? <Hand aria-hidden="true" /> : <Eye aria-hidden="true" />}
          {claimed ? t("presence.claimed", { name }) : t("presence.looks", { name })}
        </li>
      ))}
    </ul>
  );
}

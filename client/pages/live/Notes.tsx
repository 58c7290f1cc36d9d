/** What was written about a report: notes, questions to whoever handed it in, and their answers; the latest at the top. */
import { useWords } from "../../i18n/use-words.ts";
import type { ShownCard } from "../../live/shown-card.ts";
import { useNow } from "../../ui/use-now.ts";
import css from "./Notes.module.css";

export function Notes({ notes }: { notes: ShownCard["notes"] }) {
  const { t, format, ago } = useWords();
  const now = useNow(30_000);
  if (notes.length === 0) return null;
  return (
    <>
      <h3 className={css.heading}>{t("notes.title")}</h3>
      <ul className={css.notes}>
        {[...notes].reverse().map(({ id, at, kind, visibility, text, actor, actorName }) => (
          <li
            key={id}
            className={css.note}
            data-kind={kind}
            data-public={visibility === "public" || undefined}
          >
            <p className={css.text}>{text}</p>
            <p className={css.who}>
              {[
                kind === "note" ? t(`notes.${visibility}`) : t(`notes.${kind}`),
                actorName ?? (actor ? t(`role.${actor.role}`) : ""),
              ]
                .filter((part) => part !== "")
                .join(" · ")}
              <time title={format.exact(at)} dateTime={new Date(at).toISOString()}>
                {ago(at, now)}
              </time>
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

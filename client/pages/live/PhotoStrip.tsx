/** What was photographed of a report, small; a press shows one whole, in a window of its own. */
import { useWords } from "../../i18n/use-words.ts";
import { useMay } from "../../store/may.ts";
import css from "./PhotoStrip.module.css";

export function PhotoStrip({ photos }: { photos: readonly { id: string }[] }) {
  const { t } = useWords();
  const maySee = useMay("photo.see");
  if (!maySee || photos.length === 0) return null;
  return (
    <ul className={css.strip} aria-label={t("card.photos")}>
      {photos.map(({ id }, i) => (
        <li key={id}>
          <a className={css.photo} href={`/api/photos/${id}`} target="_blank" rel="noreferrer">
            <img
              src={`/api/photos/${id}?size=thumb`}
              alt={t("card.photo", { number: i + 1, of: photos.length })}
              loading="lazy"
            />
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Names, quietly and for a while, what of the wall's link made no sense; the rest of it is shown. */
import { useWords } from "../../i18n/use-words.ts";
import css from "./WallIgnored.module.css";
import { useWall } from "./wall-store.ts";

/** A link may hold any text, and a line of ours must not become somebody else's sentence. */
const SAYABLE = /^[\p{L}\p{N}:_,.@|-]{1,40}$/u;

export function WallIgnored() {
  const { t, locale } = useWords();
  const ignored = useWall((wall) => wall.ignored);
  if (ignored.length === 0) return null;
  const said = ignored.map(({ name, value }) => {
    const known = SAYABLE.test(name) ? name : "…";
    return SAYABLE.test(value) ? `${known}=${value}` : known;
  });
  const named = [...new Set(said)];
  const what = new Intl.ListFormat(locale, { type: "unit" }).format(named);
  return (
    <p className={css.line} role="status" data-ignored={named.length}>
      {t("wall.ignored", { count: named.length, what })}
    </p>
  );
}

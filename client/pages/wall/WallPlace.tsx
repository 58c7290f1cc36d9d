/** Where the map is, when the views take turns. */
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import css from "./WallPlace.module.css";
import { useWall } from "./wall-store.ts";

export function WallPlace() {
  const { t } = useWords();
  const turns = useWall((wall) => wall.turns);
  const turn = useWall((wall) => wall.turn);
  const sectors = usePage((page) => page.answer?.city.sectors);
  const region = turns[turn]?.region;
  if (turns.length < 2 || !region) return null;
  const name =
    region.kind === "city"
      ? t("wall.wholeCity")
      : region.kind === "sector"
        ? sectors?.find(({ code }) => code === region.code)?.name
        : undefined;
  return (
    <p className={css.place}>
      {name}
      <span className={css.dots}>
        {turns.map((each, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the link's turns never change their order
          <span key={i} className={css.dot} data-now={each === turns[turn] || undefined} />
        ))}
      </span>
    </p>
  );
}

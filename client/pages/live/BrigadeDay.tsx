/** A brigade's day by its positions: in the facts of its card, and as a list of what it did, the latest at the top. */
import { Button } from "react-aria-components";
import { span } from "../../i18n/format.ts";
import { useWords } from "../../i18n/use-words.ts";
import { select } from "../../store/actions.ts";
import { type Doings as Told, usePage } from "../../store/page-store.ts";
import { useNow } from "../../ui/use-now.ts";
import css from "./BrigadeCard.module.css";
import { Fact } from "./CardFrame.tsx";

/** So many of the latest: a day has more of them than anybody reads. */
const SHOWN = 12;

export function Today() {
  const { t, format } = useWords();
  const sectors = usePage((page) => page.answer?.city.sectors);
  const doings = usePage((page) => page.doings);
  if (doings?.phase !== "ready") return null;
  const { sector, atDepot, today } = doings.value;
  const name = sectors?.find(({ code }) => code === sector)?.name ?? sector ?? t("brigade.noSector");
  return (
    <>
      <Fact name={t("brigade.sector")}>{atDepot ? `${name} · ${t("brigade.atDepot")}` : name}</Fact>
      {today && (
        <>
          <Fact name={t("brigade.today")}>
            {t("brigade.driven", {
              km: format.number(Math.round(today.metres / 100) / 10),
              moving: span(today.movingSeconds * 1000),
            })}
          </Fact>
          <Fact name={t("brigade.stops")}>
            {t("brigade.atStops", {
              count: today.stops,
              number: format.number(today.stops),
              span: span(today.stopSeconds * 1000),
            })}
          </Fact>
        </>
      )}
    </>
  );
}

export function Doings() {
  const { t } = useWords();
  const doings = usePage((page) => page.doings);
  if (doings?.phase !== "ready") return null;
  const latest = doings.value.doings.slice(-SHOWN).reverse();
  return (
    <>
      <h3 className={css.heading}>{t("brigade.doings")}</h3>
      {latest.length === 0 && <p className={css.none}>{t("brigade.noDoings")}</p>}
      <ol className={css.doings}>
        {latest.map((doing) => (
          <Doing key={`${doing.at}-${doing.kind}-${doing.code ?? doing.folio ?? ""}`} doing={doing} />
        ))}
      </ol>
    </>
  );
}

function Doing({ doing }: { doing: Told["doings"][number] }) {
  const { t, format, ago } = useWords();
  const now = useNow(30_000);
  const sectors = usePage((page) => page.answer?.city.sectors);
  const { at, kind, code, folio, seconds } = doing;
  const where = folio ?? sectors?.find((sector) => sector.code === code)?.name ?? code ?? "";
  const what = t(`did.${kind}`, { where });
  return (
    <li className={css.doing}>
      {folio === null ? (
        <span>{what}</span>
      ) : (
        <Button className={css.link ?? ""} onPress={() => select({ kind: "report", folio })}>
          {what}
        </Button>
      )}
      <span className={css.due} title={format.exact(at)}>
        {seconds !== null && `${span(seconds * 1000)} · `}
        {ago(at, now)}
      </span>
    </li>
  );
}

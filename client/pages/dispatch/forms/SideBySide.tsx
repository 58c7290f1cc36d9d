/** Two reports beside each other, so that one sees whether they are one thing; and what each part of that weighs. */
import { useEffect, useState } from "react";
import { useWords } from "../../../i18n/use-words.ts";
import { getJson } from "../../../live/http.ts";
import { ShownCard } from "../../../live/shown-card.ts";
import { usePage } from "../../../store/page-store.ts";
import { statusWords } from "../../live/report-words.ts";
import type { Candidate } from "./candidate.ts";
import css from "./MergeForm.module.css";

interface Props {
  folio: string;
  other: string;
  candidate: Candidate | undefined;
}

export function SideBySide({ folio, other, candidate }: Props) {
  const words = useWords();
  const { t, name, format } = words;
  const city = usePage((page) => page.answer?.city);
  const mine = useCard(folio);
  const theirs = useCard(other);
  const both = [mine, theirs];
  const weights = candidate?.reasons.weights;
  const weight = (bits: number | undefined) =>
    bits === undefined ? "" : `${bits < 0 ? "−" : "+"}${format.number(Math.abs(Math.round(bits * 10) / 10))}`;
  const line = (label: string, of: (card: ShownCard) => string, bits?: number) => (
    <tr key={label}>
      <th scope="row">{label}</th>
      {both.map((card, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two columns, and no other
        <td key={i} data-words>
          {card ? of(card) : "…"}
        </td>
      ))}
      {weights && <td>{weight(bits)}</td>}
    </tr>
  );
  const brigadeName = (id: number | null) =>
    id === null ? undefined : usePage.getState().live.city?.brigades.get(id)?.name;
  return (
    <table className={css.pair} aria-label={t("desk.merge.compare")}>
      <thead>
        <tr>
          <td />
          <th scope="col">{folio}</th>
          <th scope="col">{other}</th>
          {weights && <th scope="col">{t("desk.merge.weight")}</th>}
        </tr>
      </thead>
      <tbody>
        {line(
          t("filters.service"),
          ({ report }) =>
            name(city?.services.find(({ code }) => code === report.service)?.name) || report.service,
          weights?.service,
        )}
        {line(
          t("desk.merge.words0"),
          ({ description }) => description ?? t("card.noDescription"),
          weights?.words,
        )}
        {line(
          t("card.sector"),
          ({ report }) =>
            city?.sectors.find(({ code }) => code === report.sector)?.name ?? t("card.noSector"),
          weights?.metres,
        )}
        {line(t("card.received"), ({ report }) => format.exact(report.receivedAt), weights?.hours)}
        {line(t("card.status"), ({ report }) => statusWords(words, report, brigadeName(report.brigade)))}
      </tbody>
    </table>
  );
}

function useCard(folio: string): ShownCard | null {
  const [card, setCard] = useState<ShownCard | null>(null);
  useEffect(() => {
    const asked = new AbortController();
    setCard(null);
    getJson(`/api/reports/${folio}`, ShownCard, asked.signal).then(setCard, () => {});
    return () => asked.abort();
  }, [folio]);
  return card;
}

/** What was wanted of a report, in words: to whom, why, and what was typed. */

import { useWords } from "../../i18n/use-words.ts";
import type { Wish } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import css from "./WishWords.module.css";

export function WishWords({ wish }: { wish: Wish }) {
  const { t, name } = useWords();
  const city = usePage((page) => page.answer?.city);
  const said = (field: string) => {
    const value = wish.fields?.[field];
    return typeof value === "string" ? value : undefined;
  };
  const reasonName = (code: string | undefined) =>
    code === undefined ? undefined : name(city?.reasons.find((reason) => reason.code === code)?.name) || code;
  const brigade = said("brigade");
  const service = said("service");
  const into = said("into");
  const late = reasonName(said("lateReason"));
  const lines = [
    brigade === undefined
      ? undefined
      : (city?.brigades.find(({ code }) => code === brigade)?.name ?? brigade),
    service === undefined ? undefined : name(city?.services.find(({ code }) => code === service)?.name),
    into === undefined ? undefined : t("desk.merge.keepOther", { folio: into }),
    reasonName(said("reason")),
    late === undefined ? undefined : t("card.lateBecause", { reason: late }),
    wish.fields?.lon === undefined ? undefined : `${String(wish.fields.lat)}, ${String(wish.fields.lon)}`,
    said("text"),
  ].filter((line) => line !== undefined && line !== "");
  return (
    <ul className={css.lines}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

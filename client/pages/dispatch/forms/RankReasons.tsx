/** Why a brigade stands where it stands: what speaks for it, then what it would cost. */
import type { RankedBrigades } from "#contract/match";
import { span } from "../../../i18n/format.ts";
import { useWords } from "../../../i18n/use-words.ts";
import css from "./AssignForm.module.css";

export type Ranked = RankedBrigades["brigades"][number];

export function RankReasons({ reasons }: { reasons: Ranked["reasons"] }) {
  const { t, format } = useWords();
  const plain = [
    ...(reasons.from === "depot" ? [t("desk.rank.depot")] : []),
    t("desk.rank.load", { number: format.number(reasons.openStops), of: format.number(reasons.capacity) }),
    ...(reasons.sameSector ? [t("desk.rank.sector")] : []),
  ];
  const against = [
    ...(reasons.onShift ? [] : [t("desk.rank.offShift")]),
    ...(reasons.sameDepartment ? [] : [t("desk.rank.department")]),
    ...(reasons.missingSkills.length > 0
      ? [t("desk.rank.skills", { skills: reasons.missingSkills.join(", ") })]
      : []),
    ...(reasons.positionSeconds !== null && reasons.positionSeconds > 900
      ? [t("desk.rank.old", { span: span(reasons.positionSeconds * 1000) })]
      : []),
    ...(reasons.madeLate.count > 0 ? [t("desk.rank.makesLate", { count: reasons.madeLate.count })] : []),
    ...(reasons.lateThemselves.length > 0
      ? [t("desk.rank.late", { count: reasons.lateThemselves.length })]
      : []),
  ];
  return (
    <>
      {plain.join(" · ")}
      {against.length > 0 && <strong className={css.against}>{against.join(" · ")}</strong>}
    </>
  );
}

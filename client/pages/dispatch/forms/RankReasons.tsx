/** Why a brigade stands where it stands: the minutes that each reason counts for, which add up to those by which it is ranked. */
import { TriangleAlert } from "lucide-react";
import type { RankedBrigades } from "#contract/match";
import { wholeMinutes } from "#domain/rank-brigades";
import { span } from "../../../i18n/format.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { useSkillNames } from "../../../ui/use-skill-names.ts";
import css from "./AssignForm.module.css";
import { loadWith } from "./assign-choice.ts";

export type Ranked = RankedBrigades["brigades"][number];

/** `more`: how many reports are about to be assigned, which count towards the load. */
export function RankReasons({ reasons, more }: { reasons: Ranked["reasons"]; more: number }) {
  const { t, format } = useWords();
  const skillNames = useSkillNames();
  const { each } = wholeMinutes(reasons.costs);
  const plus = (what: string, minutes: number) =>
    minutes === 0 ? what : t("desk.rank.plus", { what, minutes: format.number(minutes) });
  const { positionSeconds, missingSkills, madeLate, lateThemselves } = reasons;
  const oneLate = each.late / Math.max(1, madeLate.count + lateThemselves.length);
  const load = loadWith(reasons, more);
  const stops = { number: format.number(load.stops), of: format.number(load.capacity) };
  const loadWords = plus(
    load.isBeyond ? t("desk.rank.overload", stops) : t("desk.rank.load", stops),
    each.load,
  );
  const plain = [
    t(`desk.rank.way.${reasons.from}`, { minutes: format.number(each.eta) }),
    ...(load.isBeyond ? [] : [loadWords]),
    plus(reasons.sameSector ? t("desk.rank.sector") : t("desk.rank.otherSector"), each.sector),
    ...(each.position > 0
      ? [
          plus(
            positionSeconds === null
              ? t("desk.rank.unplaced")
              : t("desk.rank.old", { span: span(positionSeconds * 1000) }),
            each.position,
          ),
        ]
      : []),
  ];
  const against = [
    ...(load.isBeyond ? [loadWords] : []),
    ...(reasons.onShift ? [] : [plus(t("desk.rank.offShift"), each.shift)]),
    ...(reasons.sameDepartment ? [] : [plus(t("desk.rank.department"), each.department)]),
    ...(missingSkills.length > 0
      ? [plus(t("desk.rank.skills", { skills: skillNames(missingSkills) }), each.skills)]
      : []),
    ...(madeLate.count > 0
      ? [plus(t("desk.rank.makesLate", { count: madeLate.count }), oneLate * madeLate.count)]
      : []),
    ...(lateThemselves.length > 0
      ? [plus(t("desk.rank.late", { count: lateThemselves.length }), oneLate * lateThemselves.length)]
      : []),
  ];
  return (
    <>
      {plain.join(" · ")}
      {against.length > 0 && (
        <strong className={css.against}>
          <TriangleAlert aria-hidden="true" focusable="false" />
          {against.join(" · ")}
        </strong>
      )}
    </>
  );
}

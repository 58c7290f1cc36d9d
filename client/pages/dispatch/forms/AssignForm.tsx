/**
 * Which brigade goes. The best stands first: Enter sends it, a figure sends the one that it stands before. Whoever has the
 * report already is no choice, and who lacks a skill or would have more than a shift of it holds is sent only by a second press.
 */
import { type KeyboardEvent, useCallback, useId, useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import { MOST_RANKED } from "#contract/match";
import { wholeMinutes } from "#domain/rank-brigades";
import { mayMove } from "#domain/report";
import { useWords } from "../../../i18n/use-words.ts";
import { rankBrigades } from "../../../live/match.ts";
import type { Target } from "../../../store/desk-store.ts";
import { type Crew, isBusy } from "../../../store/figures.ts";
import { usePage } from "../../../store/page-store.ts";
import { BrigadeMark } from "../../../ui/BrigadeMark.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { useAnswer } from "../../../ui/use-answer.ts";
import { useSkillNames } from "../../../ui/use-skill-names.ts";
import { doMove } from "../do-move.ts";
import css from "./AssignForm.module.css";
import { doubtsOf, firstChoice, holderOf, skillsOfNobody, takenFrom } from "./assign-choice.ts";
import list from "./Choices.module.css";
import { FormFrame } from "./FormFrame.tsx";
import { type Ranked, RankReasons } from "./RankReasons.tsx";

export function AssignForm({ targets }: { targets: readonly Target[] }) {
  const { t, format } = useWords();
  const skillNames = useSkillNames();
  const how = useId();
  // Of those only that can be gone to; the others are refused one by one.
  const assignable = targets.filter(({ status }) => mayMove("assign-report", status));
  const asked = assignable.slice(0, MOST_RANKED);
  const folios = asked.map(({ folio }) => folio).join(" ");
  const ask = useCallback((signal: AbortSignal) => rankBrigades(folios.split(" "), signal), [folios]);
  const { answer } = useAnswer(ask);
  const crews = usePage((page) => page.reading?.crews);
  const ranked = answer.phase === "ready" ? answer.value.brigades : null;
  // As it was when the ranking failed: figures stand before them, and must not come to mean another brigade.
  const [usual, setUsual] = useState<readonly string[] | null>(null);
  if (answer.phase === "failed" && crews && usual === null) setUsual(usualOrder(crews, targets[0]));
  const choices = choicesOf(crews, ranked, usual);
  // As it was when this was opened: what changes meanwhile must not come to choose another one.
  const [reports] = useState(() => {
    const known = usePage.getState().live.city?.reports;
    return assignable.flatMap(({ id }) => known?.get(id) ?? []);
  });
  const holderId = holderOf(reports);
  const holder = choices.find(({ crew }) => crew.brigade.id === holderId);
  const [chosen, setChosen] = useState<string | null>(null);
  const [warnedOf, setWarnedOf] = useState<string | null>(null);
  const code = chosen ?? firstChoice(choices, holder?.code ?? null);
  const lacking = skillsOfNobody(choices.flatMap(({ rank }) => rank?.reasons ?? []));
  const taken = takenFrom(reports, choices.find((each) => each.code === code)?.crew.brigade.id ?? null);
  const loser = taken.from === null ? undefined : crews?.get(taken.from)?.brigade.name;
  const doubtsAbout = (brigade: string) => {
    const choice = choices.find((each) => each.code === brigade);
    const doubts = choice?.rank && doubtsOf(choice.rank.reasons, assignable.length);
    return doubts ? { name: choice.crew.brigade.name, ...doubts } : null;
  };
  const warned = code !== null && code === warnedOf ? doubtsAbout(code) : null;
  const send = (brigade: string | null) => {
    if (brigade === null) return;
    setChosen(brigade);
    if (brigade === holder?.code) return;
    if (brigade !== warnedOf && doubtsAbout(brigade)) {
      setWarnedOf(brigade);
      return;
    }
    const wishes = targets.map(
      ({ folio, version }) => ({ name: "assign-report", folio, version, fields: { brigade } }) as const,
    );
    void doMove("assign", wishes);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const wanted = choices[Number(event.key) - 1]?.code;
    if (event.key === "Enter") event.currentTarget.closest("form")?.requestSubmit();
    else if (wanted !== undefined) send(wanted);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <FormFrame
      kind="assign"
      targets={targets}
      onSubmit={() => send(code)}
      {...(warned && { submit: t("desk.assignAnyway") })}
      warning={
        warned
          ? [
              ...(warned.skills.length > 0
                ? [t("desk.lacksSkills", { name: warned.name, skills: skillNames(warned.skills) })]
                : []),
              ...(warned.load
                ? [
                    t("desk.overload", {
                      name: warned.name,
                      number: format.number(warned.load.stops),
                      of: format.number(warned.load.capacity),
                    }),
                  ]
                : []),
              t("desk.enterAgain"),
            ].join(" ")
          : undefined
      }
      missing={
        answer.phase === "loading"
          ? t("desk.ranking")
          : code === null
            ? t("desk.noBrigades")
            : code === holder?.code
              ? t("desk.holdsAlready", { name: holder.crew.brigade.name, count: assignable.length })
              : undefined
      }
    >
      {answer.phase === "failed" && <Notice kind="note" title={t("desk.unranked")} />}
      {lacking.length > 0 && (
        <Notice kind="note" title={t("desk.nobodyHasSkills", { skills: skillNames(lacking) })} />
      )}
      {/* Of one report the list says who has it. */}
      {targets.length > 1 && code !== null && taken.count > 0 && (
        <Notice
          kind="note"
          title={
            loser === undefined
              ? t("desk.takenFromOthers", { count: taken.count })
              : t("desk.takenFrom", { count: taken.count, name: loser })
          }
        />
      )}
      {answer.phase === "loading" ? (
        <div className={css.waiting} role="status" aria-label={t("desk.ranking")}>
          {Array.from({ length: 6 }, (_, i) => `row-${i}`).map((key) => (
            <span key={key} />
          ))}
        </div>
      ) : (
        // Before the list: Enter and figures mean something else here than in other lists.
        <div onKeyDownCapture={onKeyDown} role="presentation">
          {ranked && (
            <p id={how} className={css.how}>
              {t("desk.rank.how")}
              {asked.length < assignable.length &&
                ` ${t("desk.rank.firstOnly", {
                  number: format.number(asked.length),
                  of: format.number(assignable.length),
                })}`}
            </p>
          )}
          <ListBox
            className={list.list ?? ""}
            aria-label={t("desk.brigades")}
            {...(ranked && { "aria-describedby": how })}
            selectionMode="single"
            selectionBehavior="replace"
            disallowEmptySelection
            autoFocus
            selectedKeys={code === null ? [] : [code]}
            onSelectionChange={(keys) => setChosen(keys === "all" ? null : String([...keys][0] ?? ""))}
          >
            {choices.map(({ code, crew, rank }, i) => (
              <ListBoxItem
                key={code}
                id={code}
                textValue={crew.brigade.name}
                className={`${list.item ?? ""} ${css.item ?? ""}`}
                data-brigade={code}
              >
                <span className={css.place}>{i < 9 ? i + 1 : ""}</span>
                <BrigadeMark kind={!crew.onShift ? "silent" : isBusy(crew) ? "busy" : "free"} />
                <span className={css.name}>
                  {crew.brigade.name}
                  {code === holder?.code && (
                    <span className={css.holds}> · {t("desk.holds", { count: assignable.length })}</span>
                  )}
                </span>
                <span className={css.sum}>
                  {rank &&
                    t("desk.rank.sum", { minutes: format.number(wholeMinutes(rank.reasons.costs).total) })}
                </span>
                <span className={`${list.why} ${css.why}`}>
                  {rank ? (
                    <RankReasons reasons={rank.reasons} more={assignable.length} />
                  ) : (
                    <Known crew={crew} />
                  )}
                </span>
              </ListBoxItem>
            ))}
          </ListBox>
        </div>
      )}
    </FormFrame>
  );
}

/** What can be said of a brigade without having been told how it ranks. */
function Known({ crew }: { crew: Crew }) {
  const { t, name } = useWords();
  const city = usePage((page) => page.answer?.city);
  const department = city?.departments.find(({ code }) => code === crew.brigade.department)?.name;
  return (
    <>
      {name(department)} ·{" "}
      {crew.onShift ? t("brigade.work", { count: crew.work.length + crew.elsewhere }) : t("brigade.off")}
    </>
  );
}

interface Choice {
  code: string;
  crew: Crew;
  rank: Ranked | null;
}

type Crews = ReadonlyMap<number, Crew>;

/** Without a ranking: who is on duty, of the report's department and has least to do comes first. */
function usualOrder(crews: Crews, target: Target | undefined): string[] {
  const { live, answer } = usePage.getState();
  const report = target && live.city?.reports.get(target.id);
  const department = answer?.city.services.find(({ code }) => code === report?.service)?.department;
  return [...crews.values()]
    .sort(
      (a, b) =>
        Number(b.onShift) - Number(a.onShift) ||
        Number(b.brigade.department === department) - Number(a.brigade.department === department) ||
        a.work.length + a.elsewhere - b.work.length - b.elsewhere,
    )
    .map(({ brigade }) => brigade.code);
}

function choicesOf(
  crews: Crews | undefined,
  ranked: readonly Ranked[] | null,
  usual: readonly string[] | null,
): Choice[] {
  const known = [...(crews?.values() ?? [])].filter(({ file }) => file !== undefined && !file.retired);
  const byCode = new Map(known.map((crew) => [crew.brigade.code, crew]));
  const order = ranked ?? usual?.map((code) => ({ code })) ?? [];
  return order.flatMap((each) => {
    const crew = byCode.get(each.code);
    return crew ? [{ code: each.code, crew, rank: "etaSeconds" in each ? each : null }] : [];
  });
}

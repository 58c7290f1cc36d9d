/**
 * Two reports of one thing become one job. What is likely the same stands beside this report with the reason why it is held to
 * be so; the older one goes on for both, unless said.
 */
import { useCallback, useState } from "react";
import { readFolio } from "#domain/folio";
import { mayMove } from "#domain/report";
import { useWords } from "../../../i18n/use-words.ts";
import { duplicatesOf } from "../../../live/match.ts";
import type { Target, Wish } from "../../../store/desk-store.ts";
import { usePage } from "../../../store/page-store.ts";
import { Notice } from "../../../ui/Notice.tsx";
import { RadioInput } from "../../../ui/RadioInput.tsx";
import { TextInput } from "../../../ui/TextInput.tsx";
import { useAnswer } from "../../../ui/use-answer.ts";
import { doMove } from "../do-move.ts";
import { CandidateList } from "./CandidateList.tsx";
import { useReasons } from "./CloseForm.tsx";
import { FormFrame } from "./FormFrame.tsx";
import { liveByFolio } from "./live-by-folio.ts";
import css from "./MergeForm.module.css";
import { SideBySide } from "./SideBySide.tsx";

export function MergeForm({ targets }: { targets: readonly Target[] }) {
  const [only] = targets;
  return only && targets.length === 1 ? <MergeOne target={only} /> : <MergeMany targets={targets} />;
}

function MergeOne({ target }: { target: Target }) {
  const { t } = useWords();
  const { folio } = target;
  const ask = useCallback((signal: AbortSignal) => duplicatesOf(folio, signal), [folio]);
  const { answer } = useAnswer(ask);
  const candidates = answer.phase === "ready" ? answer.value.candidates : [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [kept, setKept] = useState<"this" | "other" | null>(null);
  const { reason, choice } = useReasonToMerge();
  const typedFolio = readFolio(typed);
  const other = typed.trim() !== "" ? (typedFolio ?? null) : (chosen ?? candidates[0]?.folio ?? null);
  const own = liveByFolio(folio);
  const live = other === null ? undefined : liveByFolio(other);
  const candidate = candidates.find((each) => each.folio === other);
  // Only what is in sight and not closed can be what ends in this one.
  const ending = live && mayMove("merge-report", live.status) ? live : undefined;
  const younger = ending && own && ending.receivedAt > own.receivedAt;
  const survives = ending ? (kept ?? (younger ? "this" : "other")) : "other";
  const send = () => {
    if (other === null) return;
    const wish: Wish =
      survives === "other" || !ending
        ? { name: "merge-report", folio, version: target.version, fields: { into: other, reason } }
        : { name: "merge-report", folio: other, version: ending.version, fields: { into: folio, reason } };
    void doMove("merge", [wish]);
  };
  return (
    <FormFrame
      kind="merge"
      targets={[target]}
      wide
      onSubmit={send}
      missing={other === null || other === folio ? t("desk.merge.missing") : undefined}
    >
      {answer.phase === "loading" && <p className={css.quiet}>{t("desk.merge.looking")}</p>}
      {answer.phase === "failed" && <Notice kind="note" title={t("desk.merge.failed")} />}
      {answer.phase === "ready" && candidates.length === 0 && (
        <p className={css.quiet}>{t("desk.merge.none")}</p>
      )}
      {candidates.length > 0 && <CandidateList candidates={candidates} chosen={other} onChoose={setChosen} />}
      <TextInput
        label={t("desk.merge.folio")}
        value={typed}
        onChange={setTyped}
        error={typed.trim() !== "" && typedFolio === undefined ? t("rule.folio") : undefined}
      />
      {other !== null && other !== folio && (
        <>
          <SideBySide folio={folio} other={other} candidate={candidate} />
          <RadioInput
            label={t("desk.merge.survivor")}
            value={survives}
            onChange={setKept}
            options={[
              { value: "other", label: t("desk.merge.keepOther", { folio: other }) },
              ...(ending ? [{ value: "this" as const, label: t("desk.merge.keepThis", { folio }) }] : []),
            ]}
          />
          {choice}
        </>
      )}
    </FormFrame>
  );
}

/** What has been marked becomes one: the oldest of them goes on, unless said. */
function MergeMany({ targets }: { targets: readonly Target[] }) {
  const { t, name, format } = useWords();
  const city = usePage((page) => page.answer?.city);
  const [offered] = useState(() =>
    [...targets].sort((a, b) => receivedAt(a) - receivedAt(b)).slice(0, MOST_OFFERED),
  );
  const [into, setInto] = useState(offered[0]?.folio ?? "");
  const { reason, choice } = useReasonToMerge();
  const send = () => {
    const wishes = targets
      .filter(({ folio }) => folio !== into)
      .map(
        ({ folio, version }) => ({ name: "merge-report", folio, version, fields: { into, reason } }) as const,
      );
    void doMove("merge", wishes);
  };
  const options = offered.map(({ folio }) => {
    const report = liveByFolio(folio);
    const service = name(city?.services.find(({ code }) => code === report?.service)?.name);
    return {
      value: folio,
      label: `${folio} · ${service} · ${report ? format.exact(report.receivedAt) : ""}`,
    };
  });
  return (
    <FormFrame kind="merge" targets={targets} onSubmit={send}>
      <RadioInput label={t("desk.merge.survivor")} value={into} onChange={setInto} options={options} />
      {targets.length > offered.length && (
        <p className={css.quiet}>{t("desk.merge.oldest", { number: format.number(offered.length) })}</p>
      )}
      {choice}
    </FormFrame>
  );
}

/** The city's first reason for duplicates, unless another is chosen. */
function useReasonToMerge() {
  const { t } = useWords();
  const reasons = useReasons("duplicate");
  const [chosen, setReason] = useState<string | null>(null);
  const reason = chosen ?? reasons[0]?.value;
  const choice = (
    <RadioInput label={t("card.reason")} value={reason ?? null} onChange={setReason} options={reasons} />
  );
  return { reason, choice };
}

/** Nobody reads through more; the one that goes on is among the oldest. */
const MOST_OFFERED = 20;

const receivedAt = ({ folio }: Target) => liveByFolio(folio)?.receivedAt ?? Number.POSITIVE_INFINITY;

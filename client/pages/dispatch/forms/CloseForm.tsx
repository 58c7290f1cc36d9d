/** How a report ends: its outcome, why, and, when it was due before, why so late. */
import { useState } from "react";
import type { ReasonUse } from "#contract/city";
import type { Outcome } from "#contract/report";
import { useWords } from "../../../i18n/use-words.ts";
import type { Target } from "../../../store/desk-store.ts";
import { usePage } from "../../../store/page-store.ts";
import { RadioInput } from "../../../ui/RadioInput.tsx";
import { useNow } from "../../../ui/use-now.ts";
import { doMove } from "../do-move.ts";
import { FormFrame } from "./FormFrame.tsx";

/** A duplicate is merged, which tells of which. */
const outcomes = ["resolved", "rejected", "cancelled"] as const satisfies readonly Outcome[];
const useOf = { resolved: "resolve", rejected: "reject", cancelled: "cancel" } as const;

export function CloseForm({ kind, targets }: { kind: "close" | "reject"; targets: readonly Target[] }) {
  const { t } = useWords();
  const [outcome, setOutcome] = useState<(typeof outcomes)[number]>(
    kind === "close" ? "resolved" : "rejected",
  );
  const reasons = useReasons(useOf[outcome]);
  const lateReasons = useReasons("late");
  const [reason, setReason] = useState<string | null>(null);
  const [lateReason, setLateReason] = useState<string | null>(null);
  const now = useNow(5000);
  const { live } = usePage.getState();
  const late = targets.some(({ id }) => (live.city?.reports.get(id)?.dueAt ?? now) < now);
  const chosen = reasons.find(({ value }) => value === reason)?.value ?? reasons[0]?.value;
  const send = () => {
    const fields = { outcome, reason: chosen, ...(late && { lateReason }) };
    const wishes = targets.map(
      ({ folio, version }) => ({ name: "close-report", folio, version, fields }) as const,
    );
    void doMove(kind, wishes);
  };
  return (
    <FormFrame
      kind={kind}
      targets={targets}
      onSubmit={send}
      missing={late && lateReason === null ? t("desk.lateMissing") : undefined}
    >
      {kind === "close" && (
        <RadioInput
          label={t("desk.outcome")}
          value={outcome}
          onChange={setOutcome}
          options={outcomes.map((value) => ({ value, label: t(`outcome.${value}`) }))}
          inline
        />
      )}
      <RadioInput label={t("card.reason")} value={chosen ?? null} onChange={setReason} options={reasons} />
      {late && (
        <RadioInput
          label={t("desk.lateReason")}
          value={lateReason}
          onChange={setLateReason}
          options={lateReasons}
        />
      )}
    </FormFrame>
  );
}

/** The city's reasons for something. */
export function useReasons(use: ReasonUse): { value: string; label: string }[] {
  const { name } = useWords();
  const city = usePage((page) => page.answer?.city);
  return (city?.reasons ?? [])
    .filter((reason) => reason.use === use)
    .map((reason) => ({ value: reason.code, label: name(reason.name) }));
}

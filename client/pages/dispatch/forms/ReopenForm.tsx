/** Why a closure did not hold. */
import { useState } from "react";
import { useWords } from "../../../i18n/use-words.ts";
import type { Target } from "../../../store/desk-store.ts";
import { RadioInput } from "../../../ui/RadioInput.tsx";
import { doMove } from "../do-move.ts";
import { useReasons } from "./CloseForm.tsx";
import frame from "./FormFrame.module.css";
import { FormFrame } from "./FormFrame.tsx";

export function ReopenForm({ targets }: { targets: readonly Target[] }) {
  const { t } = useWords();
  const reasons = useReasons("reopen");
  const [chosen, setReason] = useState<string | null>(null);
  const reason = chosen ?? reasons[0]?.value;
  const send = () => {
    const wishes = targets.map(
      ({ folio, version }) => ({ name: "reopen-report", folio, version, fields: { reason } }) as const,
    );
    void doMove("reopen", wishes);
  };
  return (
    <FormFrame kind="reopen" targets={targets} onSubmit={send}>
      <RadioInput label={t("card.reason")} value={reason ?? null} onChange={setReason} options={reasons} />
      <p className={frame.hint}>{t("desk.reopen.hint")}</p>
    </FormFrame>
  );
}

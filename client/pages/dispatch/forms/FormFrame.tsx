/**
 * What the forms of the desk have in common: whom it is about, what is typed, and one press that sends it. It is no modal
 * dialog: list, map and news stay in sight and go on, for they are what is decided by. Escape steps back, Enter sends.
 */
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { refusalWords } from "../../../i18n/refusal-words.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { HttpError } from "../../../live/http.ts";
import { type Deed, type Target, useDesk } from "../../../store/desk-store.ts";
import { Notice } from "../../../ui/Notice.tsx";
import { PushButton } from "../../../ui/PushButton.tsx";
import { isStale, usePhase } from "../../live/connection.ts";
import { stepBackAtDesk } from "../step-back.ts";
import css from "./FormFrame.module.css";
import { TargetFacts } from "./TargetFacts.tsx";

interface Props {
  deed: Deed;
  targets: readonly Target[];
  /** What the press does, in words. */
  submit: string;
  onSubmit: () => void;
  /** Something is still missing; then pressing says so instead. */
  missing?: string | undefined;
  children: ReactNode;
}

export function FormFrame({ deed, targets, submit, onSubmit, missing, children }: Props) {
  const words = useWords();
  const { t } = words;
  const frame = useRef<HTMLFormElement>(null);
  const busy = useDesk((desk) => desk.busy);
  const refused = useDesk((desk) => desk.refused);
  const offline = isStale(usePhase());
  useBorrowedFocus(frame);
  const onForm = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && !offline && missing === undefined) onSubmit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented) stepBackAtDesk();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) frame.current?.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <form
      ref={frame}
      className={css.form}
      role="dialog"
      aria-label={t(`desk.action.${deedName(deed)}`)}
      onSubmit={onForm}
      onKeyDown={onKeyDown}
      noValidate
      data-form={deed}
    >
      <div className={css.head}>
        <h2 className={css.title}>{t(`desk.action.${deedName(deed)}`)}</h2>
        <TargetFacts targets={targets} />
      </div>
      <div className={css.body}>{children}</div>
      <div className={css.foot}>
        {refused && (
          <Notice kind="wrong" title={refusalWords(words, new HttpError(refused.code, refused.detail))} />
        )}
        {offline && <Notice kind="note" title={t("desk.offline")} />}
        {missing !== undefined && <p className={css.missing}>{missing}</p>}
        <div className={css.buttons}>
          <PushButton kind="main" type="submit" busy={busy} disabled={offline || missing !== undefined}>
            {submit}
          </PushButton>
          <PushButton onPress={stepBackAtDesk}>{t("form.cancel")}</PushButton>
        </div>
      </div>
    </form>
  );
}

type Named = "assign" | "close" | "reject" | "reopen";
const deedName = (deed: Deed): Named => deed as Named;

/** The first field has the focus while the form is open; then it goes back to where it was. */
function useBorrowedFocus(frame: { current: HTMLElement | null }): void {
  useEffect(() => {
    const before = document.activeElement;
    const first = frame.current?.querySelector<HTMLElement>(
      "[data-autofocus], input:not([tabindex='-1']), textarea, [role=listbox], button",
    );
    first?.focus({ preventScroll: true });
    return () => {
      const list = document.getElementById("report-list");
      const back =
        before instanceof HTMLElement && before.isConnected && before !== document.body ? before : list;
      back?.focus({ preventScroll: true });
    };
  }, [frame]);
}

/**
 * What the forms of the desk have in common: whom it is about, what is typed, and one press that sends it. It is no modal
 * dialog: list, map and news stay in sight and go on, for they are what is decided by. Escape steps back, Enter sends.
 */
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { useWords } from "../../../i18n/use-words.ts";
import type { FormKind } from "../../../store/deed.ts";
import { type Target, useDesk } from "../../../store/desk-store.ts";
import { focusFirst } from "../../../ui/focus-first.ts";
import { Notice } from "../../../ui/Notice.tsx";
import { PushButton } from "../../../ui/PushButton.tsx";
import { isStale, usePhase } from "../../live/connection.ts";
import { WhoIsHere } from "../../live/WhoIsHere.tsx";
import { stepBackAtDesk } from "../step-back.ts";
import { troubleWords } from "../trouble-words.ts";
import css from "./FormFrame.module.css";
import { Meanwhile } from "./Meanwhile.tsx";
import { MeanwhileMany } from "./MeanwhileMany.tsx";
import { TargetFacts } from "./TargetFacts.tsx";

interface Props {
  kind: FormKind;
  targets: readonly Target[];
  /** What the press does, in words; as the form is called, unless said. */
  submit?: string;
  onSubmit: () => void;
  /** Something is still missing: said beside the button, which then does nothing. */
  missing?: string | undefined;
  /** Said beside the button, which does it nevertheless. */
  warning?: string | undefined;
  wide?: boolean;
  children: ReactNode;
}

export function FormFrame({ kind, targets, submit, onSubmit, missing, warning, wide, children }: Props) {
  const words = useWords();
  const { t } = words;
  const frame = useRef<HTMLElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const busy = useDesk((desk) => desk.busy);
  const trouble = useDesk((desk) => desk.trouble);
  const offline = isStale(usePhase());
  useBorrowedFocus(frame);
  const onForm = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && !offline && missing === undefined) onSubmit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    stepBackAtDesk();
    event.preventDefault();
    event.stopPropagation();
  };
  // Before the field that has the focus: radio buttons keep what is pressed in them to themselves.
  const onKeyDownCapture = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    form.current?.requestSubmit();
    event.preventDefault();
    event.stopPropagation();
  };
  const title = t(`desk.action.${kind}`);
  const [only] = targets;
  return (
    <section
      ref={frame}
      className={css.frame}
      role="dialog"
      aria-label={title}
      onKeyDown={onKeyDown}
      onKeyDownCapture={onKeyDownCapture}
      data-form={kind}
      data-wide={wide || undefined}
    >
      <div className={css.head}>
        <h2 className={css.title}>{title}</h2>
        <TargetFacts targets={targets} />
        {only && targets.length === 1 && <WhoIsHere folio={only.folio} />}
      </div>
      <form ref={form} className={css.form} onSubmit={onForm} noValidate>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard */}
        <section className={css.body} data-body aria-label={t("card.content")} tabIndex={0}>
          {only && targets.length === 1 && <Meanwhile kind={kind} target={only} />}
          {targets.length > 1 && <MeanwhileMany targets={targets} />}
          {children}
        </section>
        <div className={css.foot}>
          {trouble && <Notice kind="wrong" title={troubleWords(words, trouble)} />}
          {offline && <Notice kind="note" title={t("desk.offline")} />}
          {warning !== undefined && <Notice kind="note" title={warning} />}
          {missing !== undefined && (
            <p className={css.missing} role="status">
              {missing}
            </p>
          )}
          <div className={css.buttons}>
            <PushButton kind="main" type="submit" busy={busy} disabled={offline || missing !== undefined}>
              {submit ?? title}
            </PushButton>
            <PushButton onPress={stepBackAtDesk}>{t("form.cancel")}</PushButton>
          </div>
        </div>
      </form>
    </section>
  );
}

/** What takes the focus; of radio buttons only the one that is chosen does. */
const FIELD = ":is(textarea, input, button, [role=listbox]):not([tabindex='-1'])";

/** The first field has the focus while the form is open; then it goes back to where it was. */
function useBorrowedFocus(frame: { current: HTMLElement | null }): void {
  useEffect(() => {
    const before = document.activeElement;
    // While there is nothing to choose yet, the body: keys must not go to the list behind.
    const own = [`[data-body] ${FIELD}`, "[type=submit]", "[data-body]"];
    focusFirst(own.map((one) => frame.current?.querySelector(one) ?? null));
    return () => {
      focusFirst([before, "#report-list", "#findings", "[data-card] h2"]);
    };
  }, [frame]);
}

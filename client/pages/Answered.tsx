/** What was asked of the server, in each of its states: on its way, refused, or there to be shown. */
import type { ReactNode } from "react";
import { refusalWords } from "../i18n/refusal-words.ts";
import { useWords } from "../i18n/use-words.ts";
import type { HttpError } from "../live/http.ts";
import { signInLink } from "../store/sign-in-link.ts";
import { Notice } from "../ui/Notice.tsx";
import { PushButton, PushLink } from "../ui/PushButton.tsx";
import type { Answer } from "../ui/use-answer.ts";
import css from "./Answered.module.css";

interface Props<T> {
  answer: Answer<T>;
  again: () => void;
  children: (value: T) => ReactNode;
}

export function Answered<T>({ answer, again, children }: Props<T>) {
  const words = useWords();
  const { t } = words;
  if (answer.phase === "ready") return children(answer.value);
  if (answer.phase === "loading") {
    return (
      <div className={css.waiting} role="status" aria-label={t("frame.loading")}>
        {Array.from({ length: 6 }, (_, i) => `line-${i}`).map((key) => (
          <span key={key} />
        ))}
      </div>
    );
  }
  const { code } = answer.error;
  return (
    <Notice kind="wrong" title={refusalWords(words, answer.error)}>
      {code === "sign-in-needed" || code === "credential-ended" ? (
        <PushLink href={signInLink()}>{t("account.signIn")}</PushLink>
      ) : (
        code !== "forbidden" && <PushButton onPress={again}>{t("band.retry")}</PushButton>
      )}
    </Notice>
  );
}

/** A refusal beside what was pressed. */
export function Refused({ error }: { error: HttpError | null }) {
  const words = useWords();
  return error && <Notice kind="wrong" title={refusalWords(words, error)} />;
}

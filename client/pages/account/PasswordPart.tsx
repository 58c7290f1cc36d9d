/** Another password; the old one is asked for, because a session may have been left open. */
import { type FormEvent, useState } from "react";
import { refusalWords } from "../../i18n/refusal-words.ts";
import { useWords } from "../../i18n/use-words.ts";
import { changePassword } from "../../live/sign-in.ts";
import { Notice } from "../../ui/Notice.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { PasswordInput } from "../../ui/TextInput.tsx";
import { useSaving } from "../../ui/use-saving.ts";
import { Part } from "../Column.tsx";
import { passwordRule, passwordTrouble } from "../sign-in/password-rule.ts";
import css from "./AccountPage.module.css";

export function PasswordPart() {
  const words = useWords();
  const { t } = words;
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [pressed, setPressed] = useState(false);
  const saving = useSaving();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setPressed(true);
    if (old === "" || passwordTrouble(words, next) !== undefined) return;
    if (!(await saving.run(() => changePassword(old, next)))) return;
    setOld("");
    setNext("");
    setPressed(false);
  };
  const { error } = saving;
  return (
    <Part title={t("password.title")}>
      <form className={css.form} onSubmit={(event) => void submit(event)} noValidate>
        {error && <Notice kind="wrong" title={refusalWords(words, error)} />}
        {saving.done > 0 && !error && <Notice kind="done" title={t("password.changed")} />}
        <PasswordInput
          label={t("password.old")}
          autoComplete="current-password"
          value={old}
          onChange={setOld}
          error={pressed && old === "" ? t("signIn.passwordMissing") : undefined}
        />
        <PasswordInput
          label={t("password.new")}
          hint={passwordRule(words)}
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          error={pressed ? passwordTrouble(words, next) : undefined}
        />
        <div>
          <PushButton type="submit" busy={saving.busy}>
            {t("password.change")}
          </PushButton>
        </div>
      </form>
    </Part>
  );
}

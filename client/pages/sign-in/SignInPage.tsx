/** One thing: to get in. In the demo also by a click, for there is nothing behind it that is anybody's. */
import { type FormEvent, useState } from "react";
import { Button } from "react-aria-components";
import { type DemoSignIn, oidcRefusals } from "#contract/sign-in";
import { refusalWords } from "../../i18n/refusal-words.ts";
import { useWords } from "../../i18n/use-words.ts";
import { readSignInChoices, signIn } from "../../live/sign-in.ts";
import { findOut } from "../../live/who-am-i.ts";
import { mayDo } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { returnPath } from "../../store/sign-in-link.ts";
import { Notice } from "../../ui/Notice.tsx";
import { PushButton, PushLink } from "../../ui/PushButton.tsx";
import { PasswordInput, TextInput } from "../../ui/TextInput.tsx";
import { useAnswer } from "../../ui/use-answer.ts";
import { type Saving, useSaving } from "../../ui/use-saving.ts";
import { Column } from "../Column.tsx";
import { PageFrame } from "../PageFrame.tsx";
import css from "./SignInPage.module.css";

/** Why the identity provider let nobody in, when one comes back from there. */
const refusedBy = new URLSearchParams(location.search).get("refused");
const refused = oidcRefusals.find((reason) => reason === refusedBy);

export function SignInPage() {
  const { t } = useWords();
  const cityName = usePage((page) => page.answer?.city.name);
  const { answer, again } = useAnswer(readSignInChoices);
  const saving = useSaving();
  const title = cityName ? t("signIn.title", { city: cityName }) : t("account.signIn");
  const choices = answer.phase === "ready" ? answer.value : null;
  return (
    <PageFrame title={t("account.signIn")} withAccount={false}>
      <Column title={title}>
        {answer.phase === "failed" && (
          <Notice kind="wrong" title={t("signIn.noOptions")}>
            <PushButton onPress={again}>{t("band.retry")}</PushButton>
          </Notice>
        )}
        {refused && <Notice kind="wrong" title={t(`oidc.${refused}`)} />}
        {choices?.oidc && (
          <PushLink href={`/api/sign-in/oidc?to=${encodeURIComponent(returnPath())}`} kind="main">
            {t("signIn.oidc", { name: choices.oidc.name })}
          </PushLink>
        )}
        {(choices === null || choices.password) && <PasswordForm saving={saving} />}
        {choices && choices.demoSignIns.length > 0 && (
          <DemoList signIns={choices.demoSignIns} saving={saving} />
        )}
        <p className={css.without}>
          {t("signIn.without")} <a href="/">{t("frame.toMap")}</a>
        </p>
      </Column>
    </PageFrame>
  );
}

const enter = (saving: Saving, email: string, password: string) =>
  void saving
    .run(() => signIn(email, password))
    .then((went) => {
      if (went) void landing().then((path) => location.assign(path));
    });

/** Back to where one came from; who came from nowhere and dispatches goes to their desk. */
async function landing(): Promise<string> {
  if (new URLSearchParams(location.search).has("to")) return returnPath();
  await findOut();
  const page = usePage.getState();
  return mayDo(page, "report.assign") && !mayDo(page, "city.manage") ? "/dispatch" : "/";
}

function PasswordForm({ saving }: { saving: Saving }) {
  const words = useWords();
  const { t } = words;
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  /** Pressed with something left out: said then, not while it is being typed. */
  const [pressed, setPressed] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setPressed(true);
    if (email.trim() !== "" && password !== "") enter(saving, email.trim(), password);
  };
  const { error } = saving;
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      {error && <Notice kind="wrong" title={refusalWords(words, error)} />}
      <TextInput
        label={t("signIn.email")}
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
        required
        autoFocus
        error={pressed && email.trim() === "" ? t("signIn.emailMissing") : undefined}
      />
      <PasswordInput
        label={t("signIn.password")}
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        error={pressed && password === "" ? t("signIn.passwordMissing") : undefined}
      />
      <div>
        <PushButton kind="main" type="submit" busy={saving.busy}>
          {saving.busy ? t("signIn.entering") : t("account.signIn")}
        </PushButton>
      </div>
      <p className={css.lost}>{t("signIn.lost")}</p>
    </form>
  );
}

function DemoList({ signIns, saving }: { signIns: readonly DemoSignIn[]; saving: Saving }) {
  const { t } = useWords();
  return (
    <section className={css.demo} aria-label={t("signIn.demoTitle")}>
      <h2 className={css.heading}>{t("signIn.demoTitle")}</h2>
      <p className={css.lead}>{t("signIn.demoLead")}</p>
      <ul className={css.list}>
        {signIns.map(({ role, email, password }) => (
          <li key={role}>
            <Button
              className={css.one ?? ""}
              isDisabled={saving.busy}
              onPress={() => enter(saving, email, password)}
            >
              <strong>{t(`role.${role}`)}</strong>
              <span>{t(`roleDoes.${role}`)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

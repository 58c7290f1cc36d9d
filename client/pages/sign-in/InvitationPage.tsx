/** Whoever was invited chooses a password here, once. The link's token stays behind the #, which no server is sent. */
import { type FormEvent, useState } from "react";
import type { Invitation } from "#contract/sign-in";
import { fieldWords, refusalWords } from "../../i18n/refusal-words.ts";
import { useWords } from "../../i18n/use-words.ts";
import { acceptInvitation, readInvitation } from "../../live/sign-in.ts";
import { usePage } from "../../store/page-store.ts";
import { takeToken } from "../../store/take-token.ts";
import { Notice } from "../../ui/Notice.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { PasswordInput, TextInput } from "../../ui/TextInput.tsx";
import { useAnswer } from "../../ui/use-answer.ts";
import { useSaving } from "../../ui/use-saving.ts";
import { Answered } from "../Answered.tsx";
import { Column } from "../Column.tsx";
import { PageFrame } from "../PageFrame.tsx";
import { passwordRule, passwordTrouble } from "./password-rule.ts";
import css from "./SignInPage.module.css";

const token = takeToken();
const read = () => readInvitation(token);

export function InvitationPage() {
  const { t } = useWords();
  const cityName = usePage((page) => page.answer?.city.name);
  return (
    <PageFrame title={t("invitation.title")} withAccount={false}>
      <Column title={t("invitation.title")} lead={t("invitation.lead", { city: cityName ?? "Cuadrilla" })}>
        {token === "" ? <Ended /> : <Read />}
      </Column>
    </PageFrame>
  );
}

function Read() {
  const { answer, again } = useAnswer(read);
  if (answer.phase === "failed" && answer.error.code === "link-ended") return <Ended />;
  return (
    <Answered answer={answer} again={again}>
      {(invitation) => <Accept invitation={invitation} />}
    </Answered>
  );
}

function Ended() {
  const { t } = useWords();
  return (
    <Notice kind="wrong" title={t("invitation.ended")}>
      <p>{t("invitation.endedWhat")}</p>
    </Notice>
  );
}

function Accept({ invitation }: { invitation: Invitation }) {
  const words = useWords();
  const { t } = words;
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [pressed, setPressed] = useState(false);
  const { run, busy, error } = useSaving();
  const { nameless } = invitation;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setPressed(true);
    if (passwordTrouble(words, password) !== undefined) return;
    if (nameless && (name.trim() === "" || email.trim() === "")) return;
    const who = nameless ? { name: name.trim(), email: email.trim() } : {};
    if (await run(() => acceptInvitation({ token, password, ...who }))) location.assign("/");
  };
  if (error?.code === "link-ended") return <Ended />;
  const missing = (text: string) => (pressed && text.trim() === "" ? t("rule.empty") : undefined);
  return (
    <form className={css.form} onSubmit={(event) => void submit(event)} noValidate>
      {error && <Notice kind="wrong" title={refusalWords(words, error)} />}
      {nameless ? (
        <>
          <TextInput
            label={t("invitation.name")}
            name="name"
            autoComplete="name"
            value={name}
            onChange={setName}
            error={missing(name) ?? fieldWords(words, error, "name")}
          />
          <TextInput
            label={t("signIn.email")}
            type="email"
            name="email"
            autoComplete="username"
            value={email}
            onChange={setEmail}
            error={missing(email) ?? fieldWords(words, error, "email")}
          />
        </>
      ) : (
        <>
          <dl className={css.whom}>
            <dt>{t("invitation.for")}</dt>
            <dd>
              <strong>{invitation.name}</strong>
              <br />
              {invitation.email}
            </dd>
          </dl>
          {/* For managers of passwords: whose password this is. */}
          <input
            className="unseen"
            type="email"
            name="email"
            autoComplete="username"
            value={invitation.email}
            readOnly
            tabIndex={-1}
            aria-hidden="true"
          />
        </>
      )}
      <PasswordInput
        label={t("invitation.password")}
        hint={passwordRule(words)}
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        error={
          (pressed ? passwordTrouble(words, password) : undefined) ?? fieldWords(words, error, "password")
        }
      />
      <div>
        <PushButton kind="main" type="submit" busy={busy}>
          {t("invitation.accept")}
        </PushButton>
      </div>
    </form>
  );
}

/** Where one is signed in. Any of it can be ended from here, this one too. */
import type { Session } from "#contract/identity";
import { useWords } from "../../i18n/use-words.ts";
import { endSession, listSessions } from "../../live/sign-in.ts";
import { PushButton } from "../../ui/PushButton.tsx";
import { useAnswer } from "../../ui/use-answer.ts";
import { useSaving } from "../../ui/use-saving.ts";
import { Answered, Refused } from "../Answered.tsx";
import { Part } from "../Column.tsx";
import css from "./AccountPage.module.css";

export function SessionsPart() {
  const { t } = useWords();
  const { answer, again } = useAnswer(listSessions);
  return (
    <Part title={t("sessions.title")} lead={t("sessions.lead")}>
      <Answered answer={answer} again={again}>
        {(sessions) => (
          <ul className={css.sessions}>
            {[...sessions]
              .sort((a, b) => Number(b.current) - Number(a.current) || b.createdAt - a.createdAt)
              .map((session) => (
                <SessionItem key={session.id} session={session} onEnded={again} />
              ))}
          </ul>
        )}
      </Answered>
    </Part>
  );
}

function SessionItem({ session, onEnded }: { session: Session; onEnded: () => void }) {
  const { t, format, ago } = useWords();
  const saving = useSaving();
  const used = session.lastUsedAt ?? session.createdAt;
  const end = async () => {
    if (!(await saving.run(() => endSession(session.id)))) return;
    if (session.current) location.assign("/");
    else onEnded();
  };
  return (
    <li className={css.session}>
      <div className={css.about}>
        <strong>
          {session.name}
          {session.current && <span className={css.current}>{t("sessions.current")}</span>}
        </strong>
        <span>
          {t("sessions.used", { when: ago(used, Date.now()) })}
          {session.address !== null && ` · ${session.address}`}
        </span>
        <span>
          {t("sessions.span", { from: format.exact(session.createdAt), to: format.exact(session.expiresAt) })}
        </span>
        <Refused error={saving.error} />
      </div>
      <PushButton busy={saving.busy} onPress={() => void end()}>
        {session.current ? t("account.signOut") : t("sessions.end")}
        {!session.current && <span className="unseen"> {session.name}</span>}
      </PushButton>
    </li>
  );
}

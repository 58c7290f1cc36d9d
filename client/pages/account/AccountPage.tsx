/** What is one's own: where one is signed in, and one's password. */
import { useWords } from "../../i18n/use-words.ts";
import { useMay } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { Notice } from "../../ui/Notice.tsx";
import { PushLink } from "../../ui/PushButton.tsx";
import { Column } from "../Column.tsx";
import { PageFrame } from "../PageFrame.tsx";
import { PasswordPart } from "./PasswordPart.tsx";
import { SessionsPart } from "./SessionsPart.tsx";

export function AccountPage() {
  const { t } = useWords();
  const me = usePage((page) => page.me);
  const hasAccount = useMay("session.manage");
  return (
    <PageFrame title={t("account.title")}>
      <Column title={t("account.title")} {...(me?.name != null && { lead: me.name })}>
        {me && !hasAccount && (
          <Notice kind="note" title={t("account.nobody")}>
            <PushLink href="/sign-in?to=%2Faccount" kind="main">
              {t("account.signIn")}
            </PushLink>
          </Notice>
        )}
        {hasAccount && <SessionsPart />}
        {hasAccount && <PasswordPart />}
      </Column>
    </PageFrame>
  );
}

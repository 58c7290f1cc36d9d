/** For whoever may not decide here: what this page is, and the two ways on. */
import { useWords } from "../../i18n/use-words.ts";
import { isNobody } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { signInLink } from "../../store/sign-in-link.ts";
import { PushLink } from "../../ui/PushButton.tsx";
import { Column } from "../Column.tsx";
import { PageFrame } from "../PageFrame.tsx";
import css from "./ForbiddenDesk.module.css";

export function ForbiddenDesk() {
  const { t } = useWords();
  const nobody = usePage(isNobody);
  return (
    <PageFrame title={t("desk.title")}>
      <Column title={t("desk.title")} lead={t("desk.what")}>
        <p className={css.why}>{nobody ? t("desk.nobody") : t("desk.forbidden")}</p>
        <div className={css.ways}>
          <PushLink href={signInLink()} kind="main">
            {nobody ? t("account.signIn") : t("desk.signInOther")}
          </PushLink>
          <PushLink href="/">{t("frame.toMap")}</PushLink>
        </div>
      </Column>
    </PageFrame>
  );
}

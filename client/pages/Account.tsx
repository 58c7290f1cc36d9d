/** Who is signed in, and what is theirs; for whoever is not, the way in. A wall has neither. */
import { CircleUserRound, LogIn } from "lucide-react";
import {
  Button,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
} from "react-aria-components";
import { useWords } from "../i18n/use-words.ts";
import { signOut } from "../live/who-am-i.ts";
import { isNobody, useMay } from "../store/may.ts";
import { usePage } from "../store/page-store.ts";
import { signInLink } from "../store/sign-in-link.ts";
import css from "./Account.module.css";
import { useFirstAdminSection } from "./admin-sections.ts";

export function Account({ short = false }: { short?: boolean }) {
  const { t } = useWords();
  const nobody = usePage(isNobody);
  const hasAccount = useMay("session.manage");
  if (nobody) {
    return (
      <a
        className={css.enter}
        href="/sign-in"
        onClick={(event) => {
          // The view may have changed since this was drawn.
          event.currentTarget.href = signInLink();
        }}
      >
        <LogIn aria-hidden="true" focusable="false" strokeWidth={1.75} />
        {t("account.signIn")}
      </a>
    );
  }
  return hasAccount ? <AccountMenu short={short} /> : null;
}

function AccountMenu({ short }: { short: boolean }) {
  const { t, name } = useWords();
  const me = usePage((page) => page.me);
  const departments = usePage((page) => page.answer?.city.departments);
  const brigades = usePage((page) => page.answer?.city.brigades);
  const section = useFirstAdminSection();
  const mayDispatch = useMay("report.assign");
  const atDesk = location.pathname === "/dispatch";
  if (!me) return null;
  const department = departments?.find(({ code }) => code === me.department)?.name;
  const brigade = brigades?.find(({ code }) => code === me.brigade)?.name;
  const of = department ? name(department) : (brigade ?? null);
  const called = me.name ?? t(`role.${me.actor.role}`);
  return (
    <MenuTrigger>
      <Button className={css.button ?? ""} aria-label={t("account.menu", { name: called })}>
        <CircleUserRound aria-hidden="true" focusable="false" strokeWidth={1.75} />
        {!short && <span className={css.name}>{called}</span>}
      </Button>
      <Popover className={css.popover ?? ""} placement="bottom end" offset={4}>
        <Menu className={css.menu ?? ""} aria-label={t("account.title")}>
          <MenuSection>
            <Header className={css.who ?? ""}>
              <strong>{called}</strong>
              <span>
                {t(`role.${me.actor.role}`)}
                {of !== null && ` · ${of}`}
              </span>
            </Header>
            {mayDispatch && (
              <MenuItem className={css.item ?? ""} href={atDesk ? "/" : "/dispatch"}>
                {atDesk ? t("frame.toMap") : t("desk.title")}
              </MenuItem>
            )}
            <MenuItem className={css.item ?? ""} href="/account">
              {t("account.sessions")}
            </MenuItem>
          </MenuSection>
          {section !== null && (
            <MenuItem className={css.item ?? ""} href={`/admin/${section}`}>
              {t("admin.title")}
            </MenuItem>
          )}
          <Separator className={css.rule ?? ""} />
          <MenuItem className={css.item ?? ""} onAction={() => void signOut()}>
            {t("account.signOut")}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

/** The administration: its parts to the left, on a phone in a menu, each with its own permission. */
import { type MouseEvent, useEffect, useState } from "react";
import { type AdminSection, pageOf } from "#contract/pages";
import { useWords } from "../../i18n/use-words.ts";
import { isNobody } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { signInLink } from "../../store/sign-in-link.ts";
import { Notice } from "../../ui/Notice.tsx";
import { PushLink } from "../../ui/PushButton.tsx";
import { SelectInput } from "../../ui/SelectInput.tsx";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import { openSections } from "../admin-sections.ts";
import { PageFrame } from "../PageFrame.tsx";
import css from "./AdminPage.module.css";
import { faces } from "./faces.ts";

export function AdminPage() {
  const { t } = useWords();
  const [asked, go] = useSection();
  const me = usePage((page) => page.me);
  const nobody = usePage(isNobody);
  const phone = useMedia(PHONE);
  const open = me ? openSections(usePage.getState()) : [];
  const section = asked ?? open[0] ?? null;
  const allowed = section !== null && open.includes(section);
  const Face = section === null ? null : faces[section];
  const title = section === null ? t("admin.title") : t(`admin.${section}`);
  return (
    <PageFrame title={title} wide>
      <div className={css.admin}>
        {open.length > 0 && (
          <nav className={css.nav} aria-label={t("admin.title")}>
            {phone ? (
              <SelectInput
                label={t("admin.title")}
                quiet
                value={section}
                onChange={go}
                options={open.map((value) => ({ value, label: t(`admin.${value}`) }))}
              />
            ) : (
              <ul>
                {open.map((each) => (
                  <li key={each}>
                    <a
                      className={css.link}
                      href={`/admin/${each}`}
                      aria-current={each === section ? "page" : undefined}
                      onClick={(event) => {
                        if (isPlain(event)) {
                          event.preventDefault();
                          go(each);
                        }
                      }}
                    >
                      {t(`admin.${each}`)}
                    </a>
                  </li>
                ))}
              </ul>
            )}
          </nav>
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard */}
        <div className={css.body} key={section} tabIndex={0}>
          {me && !allowed && (
            <div className={css.closed}>
              <Notice kind="wrong" title={nobody ? t("refusal.sign-in-needed") : t("refusal.forbidden")}>
                {nobody ? (
                  <PushLink href={signInLink()} kind="main">
                    {t("account.signIn")}
                  </PushLink>
                ) : (
                  <PushLink href="/">{t("frame.toMap")}</PushLink>
                )}
              </Notice>
            </div>
          )}
          {allowed && Face && <Face />}
        </div>
      </div>
    </PageFrame>
  );
}

/** A click that wants no tab or window of its own. */
function isPlain(event: MouseEvent): boolean {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

function sectionNow(): AdminSection | null {
  const page = pageOf(location.pathname);
  return page.name === "admin" ? page.section : null;
}

/** The part that is open, as the address bar has it. */
function useSection(): [AdminSection | null, (section: AdminSection) => void] {
  const [section, setSection] = useState(sectionNow);
  useEffect(() => {
    const follow = () => setSection(sectionNow());
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const go = (next: AdminSection) => {
    history.pushState(null, "", `/admin/${next}`);
    setSection(next);
  };
  return [section, go];
}

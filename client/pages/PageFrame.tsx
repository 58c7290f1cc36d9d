/** What pages that are no map have in common: where we are, the look, whose page it is, and a body that scrolls. */
import { type ReactNode, useEffect } from "react";
import { I18nProvider } from "react-aria-components";
import { useWords } from "../i18n/use-words.ts";
import { usePage } from "../store/page-store.ts";
import { Emblem } from "../ui/Emblem.tsx";
import { LanguageChoice, ThemeChoice } from "../ui/LookChoices.tsx";
import { PHONE, useMedia } from "../ui/use-media.ts";
import { Account } from "./Account.tsx";
import css from "./PageFrame.module.css";

interface Props {
  /** Of the page, for the window and for the one heading. */
  title: string;
  /** Nothing of the account is shown where one is only about to sign in. */
  withAccount?: boolean;
  wide?: boolean;
  children: ReactNode;
}

export function PageFrame({ title, withAccount = true, wide = false, children }: Props) {
  const { t, locale } = useWords();
  const cityName = usePage((page) => page.answer?.city.name);
  const phone = useMedia(PHONE);
  useEffect(() => {
    document.title = `${title} · ${cityName ?? "Cuadrilla"}`;
  }, [title, cityName]);
  return (
    <I18nProvider locale={locale}>
      <div className={css.page}>
        <header className={css.header}>
          <a className={css.brand} href="/">
            <Emblem />
            <span className={css.city}>
              <span className={css.name}>{cityName ?? " "}</span>
              <span className={css.product}>Cuadrilla</span>
              <span className="unseen">{t("frame.toMap")}</span>
            </span>
          </a>
          <div className={css.tools}>
            <LanguageChoice short />
            {!phone && <ThemeChoice />}
            {withAccount && <Account short={phone} />}
          </div>
        </header>
        <Trouble />
        <main className={css.main} data-wide={wide || undefined}>
          {children}
        </main>
      </div>
    </I18nProvider>
  );
}

/** The server does not answer: said once, at the top, while it is tried again. */
function Trouble() {
  const { t } = useWords();
  const trouble = usePage((page) => page.startTrouble);
  if (!trouble) return null;
  return (
    <p className={css.trouble} role="status">
      <strong>{t("start.trouble")}.</strong>{" "}
      {trouble.code === "not-ready" ? t("start.notReady") : t("start.again")}
    </p>
  );
}

/** Theme and language, on the page's root element as in the store. */
import i18next from "i18next";
import { localeOf } from "../i18n/languages.ts";
import { usePage } from "./page-store.ts";

const DARK = "(prefers-color-scheme: dark)";

/** What "auto" means just now. */
export function isDark(): boolean {
  const { theme } = usePage.getState();
  return theme === "auto" ? matchMedia(DARK).matches : theme === "dark";
}

export function keepLook(): void {
  const apply = () => {
    const { language, answer } = usePage.getState();
    document.documentElement.dataset.theme = isDark() ? "dark" : "light";
    document.documentElement.lang = localeOf(language, answer?.city);
    if (i18next.language !== language) void i18next.changeLanguage(language);
  };
  usePage.subscribe((page, before) => {
    if (page.theme !== before.theme || page.language !== before.language || page.answer !== before.answer)
      apply();
  });
  matchMedia(DARK).addEventListener("change", () => {
    apply();
    // Whoever draws with colours outside CSS reads them anew.
    usePage.setState({ themeTurns: usePage.getState().themeTurns + 1 });
  });
  apply();
}

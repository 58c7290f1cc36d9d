/** Everything that a component needs to say something in the person's language and the city's time. */
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePage } from "../store/page-store.ts";
import { type Format, formatOf, isMoment, isRecent, span } from "./format.ts";
import { localeOf, nameIn } from "./languages.ts";

export interface Words {
  t: TFunction<"page">;
  locale: string;
  format: Format;
  /** A name from the city's files. */
  name(names: Readonly<Record<string, string>> | undefined): string;
  /** "hace 12 min" within a day, else the date. */
  ago(at: number, now: number): string;
}

export function useWords(): Words {
  const { t } = useTranslation("page");
  const city = usePage((page) => page.answer?.city);
  const language = usePage((page) => page.language);
  return useMemo(() => {
    const locale = localeOf(language, city);
    const format = formatOf(locale, city?.timeZone ?? "UTC");
    return {
      t,
      locale,
      format,
      name: (names) => (names && city ? nameIn(names, locale, city) : ""),
      ago: (at, now) =>
        isMoment(now - at)
          ? t("time.justNow")
          : isRecent(at, now)
            ? t("time.ago", { span: span(now - at) })
            : format.exact(at),
    };
  }, [t, city, language]);
}

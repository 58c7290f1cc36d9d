/** Which language the page speaks, and whether it is dark or light. */
import { Monitor, Moon, Sun } from "lucide-react";
import { languages } from "../i18n/languages.ts";
import { useWords } from "../i18n/use-words.ts";
import { setLanguage, setTheme } from "../store/actions.ts";
import { usePage } from "../store/page-store.ts";
import { themes } from "../store/page-url.ts";
import { Choice } from "./Choice.tsx";

const themeIcons = { auto: Monitor, dark: Moon, light: Sun };
/** Each language in its own words: who looks for theirs does not read the other. */
const languageNames = { es: "Español", en: "English" };

export function LanguageChoice({ short = false }: { short?: boolean }) {
  const { t } = useWords();
  const language = usePage((page) => page.language);
  return (
    <Choice
      label={t("preferences.language")}
      value={language}
      onChange={setLanguage}
      options={languages.map((value) => ({
        value,
        label: languageNames[value],
        ...(short && { face: value.toUpperCase() }),
      }))}
    />
  );
}

export function ThemeChoice({ words = false }: { words?: boolean }) {
  const { t } = useWords();
  const theme = usePage((page) => page.theme);
  return (
    <Choice
      label={t("preferences.theme")}
      value={theme}
      onChange={setTheme}
      options={themes.map((value) => {
        const Icon = themeIcons[value];
        const label = t(`theme.${value}`);
        return words
          ? { value, label }
          : { value, label, face: <Icon aria-hidden="true" focusable="false" strokeWidth={1.75} /> };
      })}
    />
  );
}

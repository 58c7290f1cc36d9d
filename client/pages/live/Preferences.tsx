/** Language, light and help: in the header where there is room, behind one button where there is not. */
import { CircleHelp, Monitor, Moon, Settings2, Sun } from "lucide-react";
import { Button, Dialog, DialogTrigger, Popover } from "react-aria-components";
import { languages } from "../../i18n/languages.ts";
import { useWords } from "../../i18n/use-words.ts";
import { setLanguage, setTheme } from "../../store/actions.ts";
import { usePage } from "../../store/page-store.ts";
import { themes } from "../../store/page-url.ts";
import { Choice } from "../../ui/Choice.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { DemoControl } from "./DemoControl.tsx";
import css from "./Preferences.module.css";

const themeIcons = { auto: Monitor, dark: Moon, light: Sun };
/** Each language in its own words: who looks for theirs does not read the other. */
const languageNames = { es: "Español", en: "English" };

export function Preferences() {
  const { t } = useWords();
  return (
    <div className={css.row}>
      <LanguageChoice short />
      <ThemeChoice />
      <IconButton
        icon={CircleHelp}
        label={t("help.title")}
        keys="?"
        onPress={() => usePage.setState({ helpOpen: true })}
      />
    </div>
  );
}

export function PreferencesMenu() {
  const { t } = useWords();
  return (
    <DialogTrigger>
      <Button className={css.menu ?? ""} aria-label={t("preferences.title")}>
        <Settings2 aria-hidden="true" focusable="false" strokeWidth={1.75} />
      </Button>
      <Popover className={css.popover ?? ""} placement="bottom end" offset={4}>
        <Dialog className={css.dialog ?? ""} aria-label={t("preferences.title")}>
          <LanguageChoice />
          <ThemeChoice words />
          <DemoControl />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function LanguageChoice({ short = false }: { short?: boolean }) {
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

function ThemeChoice({ words = false }: { words?: boolean }) {
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

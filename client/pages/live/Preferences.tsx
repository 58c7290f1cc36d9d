/** Language, light and help: in the header where there is room, behind one button where there is not. */
import { CircleHelp, Settings2 } from "lucide-react";
import { Button, Dialog, DialogTrigger, Popover } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { KeysInput } from "../../ui/KeysInput.tsx";
import { LanguageChoice, ThemeChoice } from "../../ui/LookChoices.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { DemoControl } from "./DemoControl.tsx";
import css from "./Preferences.module.css";

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

/** `keys`: there is a keyboard, whose keys can be looked up. */
export function PreferencesMenu({ keys }: { keys: boolean }) {
  const { t } = useWords();
  return (
    <DialogTrigger>
      <Button className={css.menu ?? ""} aria-label={t("preferences.title")}>
        <Settings2 aria-hidden="true" focusable="false" strokeWidth={1.75} />
      </Button>
      <Popover className={css.popover ?? ""} placement="bottom end" offset={4}>
        <Dialog className={css.dialog ?? ""} aria-label={t("preferences.title")}>
          {({ close }) => (
            <>
              <LanguageChoice />
              <ThemeChoice words />
              {keys && <KeysInput />}
              <DemoControl />
              {keys && (
                <PushButton
                  kind="quiet"
                  onPress={() => {
                    close();
                    usePage.setState({ helpOpen: true });
                  }}
                >
                  {t("help.title")}
                </PushButton>
              )}
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

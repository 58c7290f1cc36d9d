/** Every key, on one card. */
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { KeysInput } from "../../ui/KeysInput.tsx";
import { ModalCard } from "../../ui/ModalCard.tsx";
import css from "./KeyHelp.module.css";
import { keyHelp } from "./use-keys.ts";

export function KeyHelp() {
  const { t } = useWords();
  const open = usePage((page) => page.helpOpen);
  return (
    <ModalCard
      title={t("help.title")}
      close={t("help.close")}
      isOpen={open}
      onOpenChange={(helpOpen) => usePage.setState({ helpOpen })}
    >
      <KeysInput />
      <dl>
        {keyHelp.map(({ keys, words }) => (
          <div key={words} className={css.line}>
            <dt>
              {keys.map((key) => (
                <kbd key={key} className={css.key}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{t(`keys.${words}`)}</dd>
          </div>
        ))}
      </dl>
    </ModalCard>
  );
}

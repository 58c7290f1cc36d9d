/** Every key of the desk, on one card, from the table that the keys themselves are made of. */
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { KeysInput } from "../../ui/KeysInput.tsx";
import { ModalCard } from "../../ui/ModalCard.tsx";
import css from "../live/KeyHelp.module.css";
import own from "./DeskHelp.module.css";
import { deskActions, groups } from "./desk-keys.ts";
import { keyFace } from "./key-face.ts";

export function DeskHelp() {
  const { t } = useWords();
  const open = usePage((page) => page.helpOpen);
  return (
    <ModalCard
      title={t("help.title")}
      close={t("help.close")}
      size="large"
      isOpen={open}
      onOpenChange={(helpOpen) => usePage.setState({ helpOpen })}
    >
      <KeysInput />
      <div className={own.groups}>
        {groups.map((group) => (
          <section key={group} className={own.group}>
            <h3 className={own.heading}>{t(`desk.group.${group}`)}</h3>
            <dl>
              {deskActions
                .filter((action) => action.group === group && action.keys.length > 0)
                .map(({ name, keys }) => (
                  <div key={name} className={own.line}>
                    <dt>
                      {keys.map((key) => (
                        <kbd key={key} className={css.key}>
                          {keyFace(key)}
                        </kbd>
                      ))}
                    </dt>
                    <dd>{t(`desk.action.${name}`)}</dd>
                  </div>
                ))}
              {group === "view" && (
                <div className={own.line}>
                  <dt>
                    <kbd className={css.key}>,</kbd>
                    <kbd className={css.key}>.</kbd>
                  </dt>
                  <dd>{t("keys.day")}</dd>
                </div>
              )}
            </dl>
          </section>
        ))}
      </div>
    </ModalCard>
  );
}

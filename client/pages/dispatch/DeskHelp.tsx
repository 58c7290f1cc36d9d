/** Every key of the desk, on one card, from the table that the keys themselves are made of. */
import { X } from "lucide-react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import css from "../live/KeyHelp.module.css";
import own from "./DeskHelp.module.css";
import { deskActions, groups } from "./desk-keys.ts";
import { keyFace } from "./key-face.ts";

export function DeskHelp() {
  const { t } = useWords();
  const open = usePage((page) => page.helpOpen);
  return (
    <ModalOverlay
      className={css.overlay ?? ""}
      isOpen={open}
      onOpenChange={(helpOpen) => usePage.setState({ helpOpen })}
      isDismissable
    >
      <Modal className={`${css.modal ?? ""} ${own.wide ?? ""}`}>
        <Dialog className={css.dialog ?? ""}>
          <div className={css.head}>
            <Heading slot="title" className={css.title ?? ""}>
              {t("help.title")}
            </Heading>
            <Button slot="close" className={css.close ?? ""} aria-label={t("help.close")}>
              <X aria-hidden="true" focusable="false" />
            </Button>
          </div>
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
                </dl>
              </section>
            ))}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

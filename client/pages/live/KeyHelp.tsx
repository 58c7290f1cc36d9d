/** Every key, on one card. */
import { X } from "lucide-react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import css from "./KeyHelp.module.css";
import { keyHelp } from "./use-keys.ts";

export function KeyHelp() {
  const { t } = useWords();
  const open = usePage((page) => page.helpOpen);
  return (
    <ModalOverlay
      className={css.overlay ?? ""}
      isOpen={open}
      onOpenChange={(helpOpen) => usePage.setState({ helpOpen })}
      isDismissable
    >
      <Modal className={css.modal ?? ""}>
        <Dialog className={css.dialog ?? ""}>
          <div className={css.head}>
            <Heading slot="title" className={css.title ?? ""}>
              {t("help.title")}
            </Heading>
            <Button slot="close" className={css.close ?? ""} aria-label={t("help.close")}>
              <X aria-hidden="true" focusable="false" />
            </Button>
          </div>
          <dl className={css.keys}>
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
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A panel at the side for what is added or changed; the page behind it waits. Escape leaves it. */
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useWords } from "../i18n/use-words.ts";
import { IconButton } from "./IconButton.tsx";
import css from "./SidePanel.module.css";

export function SidePanel({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useWords();
  return (
    <ModalOverlay className={css.overlay ?? ""} isOpen onOpenChange={(open) => !open && onClose()}>
      <Modal className={css.modal ?? ""}>
        <Dialog className={css.dialog ?? ""}>
          <div className={css.head}>
            <Heading slot="title" className={css.title ?? ""}>
              {title}
            </Heading>
            <IconButton icon={X} label={t("form.close")} onPress={onClose} />
          </div>
          <div className={css.body}>{children}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

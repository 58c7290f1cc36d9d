/** A card over everything: it has a title, takes the focus, and gives it back. */
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import css from "./ModalCard.module.css";

interface Props {
  title: string;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
  size?: "small" | "middle" | "large";
  /** Words of the button that closes it; without one it has none. */
  close?: string;
  /** Something must be decided: it does not go away by a click beside it. */
  isChoice?: boolean;
  children: ReactNode;
}

export function ModalCard({ title, isOpen, onOpenChange, size = "small", close, isChoice, children }: Props) {
  return (
    <ModalOverlay
      className={css.overlay ?? ""}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable={!isChoice}
    >
      <Modal className={css.modal ?? ""} data-size={size}>
        <Dialog className={css.dialog ?? ""} role={isChoice ? "alertdialog" : "dialog"}>
          <div className={css.head}>
            <Heading slot="title" className={css.title ?? ""}>
              {title}
            </Heading>
            {close !== undefined && (
              <Button slot="close" className={css.close ?? ""} aria-label={close}>
                <X aria-hidden="true" focusable="false" />
              </Button>
            )}
          </div>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

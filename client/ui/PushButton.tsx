/** A button with words. One on a page is the main one; the others are plain. */
import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import css from "./PushButton.module.css";

interface Props {
  children: ReactNode;
  onPress?: () => void;
  kind?: "main" | "plain" | "quiet" | "danger";
  type?: "button" | "submit";
  /** What it does is under way: it says so, and cannot be pressed again. */
  busy?: boolean;
  disabled?: boolean;
}

export function PushButton({
  children,
  onPress,
  kind = "plain",
  type = "button",
  busy = false,
  disabled = false,
}: Props) {
  return (
    <Button
      className={css.button ?? ""}
      data-kind={kind}
      // Not disabled while it is busy: the focus stays, and with it the place of whoever uses the keyboard.
      type={busy ? "button" : type}
      aria-disabled={busy}
      data-busy={busy || undefined}
      isDisabled={disabled}
      {...(onPress && !busy && { onPress })}
    >
      {children}
    </Button>
  );
}

/** Looks the same and leads somewhere. */
export function PushLink({
  href,
  children,
  kind = "plain",
}: {
  href: string;
  children: ReactNode;
  kind?: "main" | "plain" | "quiet";
}) {
  return (
    <a className={css.button} data-kind={kind} href={href}>
      {children}
    </a>
  );
}

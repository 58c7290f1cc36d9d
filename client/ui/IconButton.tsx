/** A button that is only an icon: its words are for screen readers and for the pointer that waits. */
import type { LucideIcon } from "lucide-react";
import { Button, Tooltip, TooltipTrigger } from "react-aria-components";
import css from "./IconButton.module.css";

interface Props {
  icon: LucideIcon;
  label: string;
  onPress: () => void;
  /** The key that does the same. */
  keys?: string;
  expanded?: boolean;
  placement?: "bottom" | "left" | "right" | "top";
}

export function IconButton({ icon: Icon, label, onPress, keys, expanded, placement = "bottom" }: Props) {
  return (
    <TooltipTrigger delay={500}>
      <Button
        className={css.button ?? ""}
        aria-label={label}
        onPress={onPress}
        {...(expanded !== undefined && { "aria-expanded": expanded })}
      >
        <Icon aria-hidden="true" focusable="false" strokeWidth={1.75} />
      </Button>
      <Tooltip className={css.tooltip ?? ""} placement={placement} offset={6}>
        {label}
        {keys && <kbd className={css.key}>{keys}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}

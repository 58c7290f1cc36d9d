/** One of a few, all in sight: a radio group in the shape of buttons. */
import type { ReactNode } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import css from "./Choice.module.css";

interface Props<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string; face?: ReactNode }[];
  onChange: (value: T) => void;
}

export function Choice<T extends string>({ label, value, options, onChange }: Props<T>) {
  return (
    <ToggleButtonGroup
      className={css.group ?? ""}
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find((option) => keys.has(option.value));
        if (chosen) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <ToggleButton
          key={option.value}
          id={option.value}
          className={css.option ?? ""}
          {...(option.face !== undefined && { "aria-label": option.label })}
        >
          {option.face ?? option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

/** One of a list, with its name above it. */
import { ChevronDown } from "lucide-react";
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
} from "react-aria-components";
import css from "./fields.module.css";

export interface SelectOption<T extends string> {
  value: T;
  label: string;
}

interface Props<T extends string> {
  label: string;
  value: T | null;
  options: readonly SelectOption<T>[];
  onChange: (value: T) => void;
  hint?: string | undefined;
  error?: string | undefined;
  /** What stands there while nothing is chosen. */
  placeholder?: string;
  /** The name is for screen readers alone. */
  quiet?: boolean;
}

export function SelectInput<T extends string>(props: Props<T>) {
  const { label, value, options, onChange, hint, error, placeholder = "", quiet = false } = props;
  return (
    <Select
      className={css.field ?? ""}
      value={value}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      placeholder={placeholder}
      onChange={(key) => {
        const chosen = options.find((option) => option.value === key);
        if (chosen) onChange(chosen.value);
      }}
    >
      <Label className={(quiet ? "unseen" : css.label) ?? ""}>{label}</Label>
      {hint !== undefined && (
        <Text slot="description" className={css.hint ?? ""}>
          {hint}
        </Text>
      )}
      {error !== undefined && (
        <Text slot="errorMessage" className={css.error ?? ""}>
          {error}
        </Text>
      )}
      <Button className={css.select ?? ""}>
        <SelectValue />
        <ChevronDown aria-hidden="true" focusable="false" />
      </Button>
      <Popover className={css.popover ?? ""} offset={4}>
        <ListBox className={css.list ?? ""}>
          {options.map((option) => (
            <ListBoxItem
              key={option.value}
              id={option.value}
              textValue={option.label}
              className={css.item ?? ""}
            >
              {option.label}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}

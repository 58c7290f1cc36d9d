/** One of a few, all in sight, with their name above them. Arrows choose; Enter sends the form that it is in. */
import { Label, Radio, RadioGroup } from "react-aria-components";
import css from "./fields.module.css";

interface Props<T extends string> {
  label: string;
  value: T | null;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  /** Beside each other instead of under each other. */
  inline?: boolean;
}

export function RadioInput<T extends string>({ label, value, options, onChange, inline = false }: Props<T>) {
  return (
    <RadioGroup
      className={css.field ?? ""}
      value={value}
      onChange={(next) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen) onChange(chosen.value);
      }}
    >
      <Label className={css.label ?? ""}>{label}</Label>
      <div className={css.radios} data-inline={inline || undefined}>
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className={css.radio ?? ""}>
            <span className={css.dot} />
            {option.label}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

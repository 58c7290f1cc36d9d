/** A box that is ticked or not, and a group of such boxes. */
import { Check } from "lucide-react";
import { Checkbox, CheckboxGroup, Label, Text } from "react-aria-components";
import css from "./fields.module.css";

export function CheckInput({
  label,
  hint,
  checked,
  onChange,
}: {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <Checkbox className={css.check ?? ""} isSelected={checked} onChange={onChange}>
      <Face label={label} hint={hint} />
    </Checkbox>
  );
}

export function CheckGroup({
  label,
  hint,
  error,
  options,
  chosen,
  onChange,
}: {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  options: readonly { value: string; label: string; hint?: string }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}) {
  return (
    <CheckboxGroup
      className={css.field ?? ""}
      value={[...chosen]}
      onChange={onChange}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <Label className={css.label ?? ""}>{label}</Label>
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
      <div className={css.checks}>
        {options.map((option) => (
          <Checkbox key={option.value} value={option.value} className={css.check ?? ""}>
            <Face label={option.label} hint={option.hint} />
          </Checkbox>
        ))}
      </div>
    </CheckboxGroup>
  );
}

function Face({ label, hint }: { label: string; hint: string | undefined }) {
  return (
    <>
      <span className={css.tick}>
        <Check aria-hidden="true" focusable="false" strokeWidth={3} />
      </span>
      <span>{label}</span>
      {hint !== undefined && <span className={css.hint}>{hint}</span>}
    </>
  );
}

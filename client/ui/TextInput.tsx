/** A line of text with its name above it, help under the name, and what is wrong between that and the line. */
import { useState } from "react";
import { Button, Input, Label, Text, TextArea, TextField } from "react-aria-components";
import { useWords } from "../i18n/use-words.ts";
import css from "./fields.module.css";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string | undefined;
  /** In words; undefined while nothing is wrong. */
  error?: string | undefined;
  type?: "text" | "email" | "number" | "date";
  name?: string;
  autoComplete?: string;
  required?: boolean;
  autoFocus?: boolean;
  rows?: number;
  disabled?: boolean;
}

export function TextInput(props: Props) {
  const { label, value, onChange, hint, error, type = "text", rows } = props;
  return (
    <TextField
      className={css.field ?? ""}
      value={value}
      onChange={onChange}
      isInvalid={error !== undefined}
      isRequired={props.required ?? false}
      isDisabled={props.disabled ?? false}
      validationBehavior="aria"
      {...(props.name !== undefined && { name: props.name })}
      {...(props.autoComplete !== undefined && { autoComplete: props.autoComplete })}
      // A number is typed as text: browsers swallow what is none, and turn the wheel on it.
      {...(type === "number" ? { inputMode: "decimal" } : type !== "text" && { type })}
    >
      <Label className={css.label ?? ""}>{label}</Label>
      <About hint={hint} error={error} />
      {rows === undefined ? (
        <Input className={css.input ?? ""} spellCheck={false} autoFocus={props.autoFocus ?? false} />
      ) : (
        <TextArea className={css.input ?? ""} rows={rows} />
      )}
    </TextField>
  );
}

/** The same for a password, which can be shown; a manager of passwords finds it by its name and kind. */
export function PasswordInput({
  label,
  value,
  onChange,
  hint,
  error,
  autoComplete,
}: Pick<Props, "label" | "value" | "onChange" | "hint" | "error"> & {
  autoComplete: "current-password" | "new-password";
}) {
  const { t } = useWords();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      className={css.field ?? ""}
      value={value}
      onChange={onChange}
      name={autoComplete}
      type={shown ? "text" : "password"}
      autoComplete={autoComplete}
      isInvalid={error !== undefined}
      isRequired
      validationBehavior="aria"
    >
      <Label className={css.label ?? ""}>{label}</Label>
      <About hint={hint} error={error} />
      <div className={css.box}>
        <Input className={css.input ?? ""} spellCheck={false} autoCapitalize="none" />
        <Button className={css.reveal ?? ""} onPress={() => setShown(!shown)}>
          {shown ? t("form.hide") : t("form.show")}
          <span className="unseen"> {label}</span>
        </Button>
      </div>
    </TextField>
  );
}

function About({ hint, error }: { hint: string | undefined; error: string | undefined }) {
  return (
    <>
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
    </>
  );
}

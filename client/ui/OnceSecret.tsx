/** A link or token that is shown this once: to be copied now, or made anew later. */
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useWords } from "../i18n/use-words.ts";
import { Notice } from "./Notice.tsx";
import css from "./OnceSecret.module.css";
import { PushButton } from "./PushButton.tsx";

export function OnceSecret({ title, value, note }: { title: string; value: string; note: string }) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const Icon = copied ? Check : Copy;
  const copy = () => {
    // Refused without a safe connection; the text can still be marked by hand.
    navigator.clipboard?.writeText(value).then(
      () => setCopied(true),
      () => {},
    );
  };
  return (
    <Notice kind="done" title={title}>
      <output className={css.value}>{value}</output>
      <PushButton onPress={copy}>
        <Icon aria-hidden="true" focusable="false" />
        {copied ? t("form.copied") : t("form.copy")}
      </PushButton>
      <p>{note}</p>
    </Notice>
  );
}

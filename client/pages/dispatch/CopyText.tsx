/** Text that somebody typed and that has nowhere to go: to be taken along. */
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { PushButton } from "../../ui/PushButton.tsx";
import css from "./CopyText.module.css";

export function CopyText({ text }: { text: string }) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const Icon = copied ? Check : Copy;
  const copy = () => {
    // Refused without a safe connection; the text can still be marked by hand.
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => {},
    );
  };
  return (
    <>
      <p>{t("desk.kept")}</p>
      <blockquote className={css.text}>{text}</blockquote>
      <PushButton onPress={copy}>
        <Icon aria-hidden="true" focusable="false" />
        {copied ? t("form.copied") : t("form.copy")}
      </PushButton>
    </>
  );
}

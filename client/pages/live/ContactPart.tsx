/** Who reported it: shown only when asked for, because being shown it is written down. */
import { useState } from "react";
import { Button } from "react-aria-components";
import { refusalWords } from "../../i18n/refusal-words.ts";
import { useWords } from "../../i18n/use-words.ts";
import { type Contact, readContact } from "../../live/contact.ts";
import { useMay } from "../../store/may.ts";
import { useSaving } from "../../ui/use-saving.ts";
import { Fact } from "./CardFrame.tsx";
import css from "./ReportCard.module.css";

export function ContactPart({ folio }: { folio: string }) {
  const words = useWords();
  const { t } = words;
  const mayRead = useMay("contact.read");
  const [contact, setContact] = useState<Contact | null>(null);
  const { run, busy, error } = useSaving();
  if (!mayRead) return null;
  const none = error?.code === "not-found" || (contact && !contact.name && !contact.phone && !contact.email);
  if (none) return <p className={css.contact}>{t("contact.none")}</p>;
  if (contact)
    return (
      <dl className={css.facts} aria-label={t("contact.title")}>
        {contact.name && <Fact name={t("contact.name")}>{contact.name}</Fact>}
        {contact.phone && (
          <Fact name={t("contact.phone")}>
            <a className={css.link} href={`tel:${contact.phone}`}>
              {contact.phone}
            </a>
          </Fact>
        )}
        {contact.email && (
          <Fact name={t("contact.email")}>
            <a className={css.link} href={`mailto:${contact.email}`}>
              {contact.email}
            </a>
          </Fact>
        )}
      </dl>
    );
  return (
    <div className={css.contact}>
      <Button
        className={css.retry ?? ""}
        aria-disabled={busy}
        onPress={() => {
          if (!busy) void run(async () => setContact(await readContact(folio)));
        }}
      >
        {t("contact.show")}
      </Button>
      {error && <p role="alert">{refusalWords(words, error)}</p>}
    </div>
  );
}

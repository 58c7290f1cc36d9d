/** A name in each of the city's languages. */
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { TextInput } from "../../ui/TextInput.tsx";
import { Row } from "./Section.tsx";

type Names = Readonly<Record<string, string>>;

export function NamesInput({
  label,
  value,
  onChange,
  error,
  autoFocus = false,
}: {
  label: string;
  value: Names;
  onChange: (value: Record<string, string>) => void;
  error?: string | undefined;
  autoFocus?: boolean;
}) {
  const { t } = useWords();
  const languages = usePage((page) => page.answer?.city.languages ?? []);
  return (
    <Row>
      {languages.map((tag, i) => (
        <TextInput
          key={tag}
          label={t("form.inLanguage", { label, language: languageName(tag) })}
          value={value[tag] ?? ""}
          onChange={(text) => {
            const { [tag]: _, ...others } = value;
            // An empty name is none: then the city's first language stands in for it.
            onChange(text === "" ? others : { ...others, [tag]: text });
          }}
          error={i === 0 ? error : undefined}
          autoFocus={autoFocus && i === 0}
        />
      ))}
    </Row>
  );
}

/** As whoever speaks it calls it. */
function languageName(tag: string): string {
  const [language = tag] = tag.split("-");
  return new Intl.DisplayNames([tag], { type: "language" }).of(language) ?? tag;
}

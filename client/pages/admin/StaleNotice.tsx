/** Somebody was faster: what they changed, and that what was typed is kept. */
import { useWords } from "../../i18n/use-words.ts";
import { Notice } from "../../ui/Notice.tsx";

export function StaleNotice({ changes, at }: { changes: readonly string[]; at: number | null }) {
  const { t, ago } = useWords();
  return (
    <Notice
      kind="wrong"
      title={at === null ? t("stale.title") : t("stale.titleAt", { when: ago(at, Date.now()) })}
    >
      {changes.length > 0 && (
        <ul>
          {changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      )}
      <p>{t("stale.kept")}</p>
    </Notice>
  );
}

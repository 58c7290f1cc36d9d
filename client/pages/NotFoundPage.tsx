/** For a path that is no page. The server answers those itself; this is for a link within the page that went stale. */
import { useWords } from "../i18n/use-words.ts";
import { PushLink } from "../ui/PushButton.tsx";
import { Column } from "./Column.tsx";
import { PageFrame } from "./PageFrame.tsx";

export function NotFoundPage() {
  const { t } = useWords();
  return (
    <PageFrame title={t("frame.notFound")}>
      <Column title={t("frame.notFound")}>
        <PushLink href="/">{t("frame.toMap")}</PushLink>
      </Column>
    </PageFrame>
  );
}

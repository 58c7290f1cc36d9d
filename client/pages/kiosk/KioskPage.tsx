/** A wall's link: exchanged for its cookie, and on to the one view that it is bound to. */
import { useEffect } from "react";
import { kioskPath } from "#contract/pages";
import { refusalWords } from "../../i18n/refusal-words.ts";
import { useWords } from "../../i18n/use-words.ts";
import { openKiosk } from "../../live/sign-in.ts";
import { takeToken } from "../../store/take-token.ts";
import { Notice } from "../../ui/Notice.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { useSaving } from "../../ui/use-saving.ts";
import { Column } from "../Column.tsx";
import { PageFrame } from "../PageFrame.tsx";

const token = takeToken();

export function KioskPage() {
  const words = useWords();
  const { t } = words;
  const { run, error } = useSaving();
  const open = () =>
    void run(async () => {
      const view = await openKiosk(token);
      location.replace(kioskPath(view));
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the link is opened
  useEffect(() => {
    if (token !== "") open();
  }, []);
  const ended = token === "" || error?.code === "credential-ended";
  return (
    <PageFrame title={t("kiosk.title")} withAccount={false}>
      <Column title={t("kiosk.title")}>
        {ended ? (
          <Notice kind="wrong" title={t("kiosk.ended")}>
            <p>{t("kiosk.endedWhat")}</p>
          </Notice>
        ) : error ? (
          <Notice kind="wrong" title={refusalWords(words, error)}>
            <PushButton onPress={open}>{t("band.retry")}</PushButton>
          </Notice>
        ) : (
          <p role="status">{t("kiosk.opening")}</p>
        )}
      </Column>
    </PageFrame>
  );
}

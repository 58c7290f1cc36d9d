/** The live map of the city: who is late, who is where, and what is known of it. */
import { useEffect } from "react";
import { I18nProvider } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { NARROW, PHONE, useMedia } from "../../ui/use-media.ts";
import { Scrubber } from "../past/Scrubber.tsx";
import { CardPanel } from "./CardPanel.tsx";
import { ConnectionNews } from "./ConnectionNews.tsx";
import { Header } from "./Header.tsx";
import { KeyHelp } from "./KeyHelp.tsx";
import { LinkNotice } from "./LinkNotice.tsx";
import css from "./LivePage.module.css";
import { MapStage } from "./MapStage.tsx";
import { ReportPanel } from "./ReportPanel.tsx";
import { Sheet } from "./Sheet.tsx";
import { StaleBand } from "./StaleBand.tsx";
import { useKeys } from "./use-keys.ts";
import { WhoseMap } from "./WhoseMap.tsx";

export function LivePage() {
  const { t, locale } = useWords();
  const phone = useMedia(PHONE);
  const narrow = useMedia(NARROW);
  const hasCard = usePage((page) => page.selection !== null);
  const cityName = usePage((page) => page.answer?.city.name);
  useKeys();
  useEffect(() => {
    if (cityName) document.title = `${cityName} · Cuadrilla`;
  }, [cityName]);
  return (
    <I18nProvider locale={locale}>
      <div className={css.page} data-layout={phone ? "phone" : narrow ? "narrow" : "wide"}>
        <Header phone={phone} />
        {!phone && (
          <aside className={css.panel} aria-label={t("list.title")} hidden={narrow && hasCard}>
            <ReportPanel />
          </aside>
        )}
        {!phone && narrow && hasCard && (
          <div className={css.panel}>
            <CardPanel />
          </div>
        )}
        <main className={css.stage} aria-label={t("map.title")}>
          <MapStage />
          <StaleBand />
          {!phone && <Scrubber />}
          <LinkNotice />
          <WhoseMap />
          {!narrow && hasCard && (
            <div className={css.card}>
              <CardPanel />
            </div>
          )}
        </main>
        {phone && <Sheet>{hasCard ? <CardPanel /> : <ReportPanel />}</Sheet>}
        <ConnectionNews />
        <KeyHelp />
      </div>
    </I18nProvider>
  );
}

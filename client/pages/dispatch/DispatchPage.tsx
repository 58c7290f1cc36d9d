/** The dispatcher's desk: the list and the map of the same reports, and everything that can be done about them. */
import { useEffect } from "react";
import { I18nProvider } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { useDesk } from "../../store/desk-store.ts";
import { mayDo } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { NARROW, PHONE, useMedia } from "../../ui/use-media.ts";
import { CardPanel } from "../live/CardPanel.tsx";
import { ConnectionNews } from "../live/ConnectionNews.tsx";
import { Header } from "../live/Header.tsx";
import { LinkNotice } from "../live/LinkNotice.tsx";
import css from "../live/LivePage.module.css";
import { MapStage } from "../live/MapStage.tsx";
import { Sheet } from "../live/Sheet.tsx";
import { StaleBand } from "../live/StaleBand.tsx";
import { Scrubber } from "../past/Scrubber.tsx";
import { CardActions } from "./CardActions.tsx";
import { ConflictDialog } from "./ConflictDialog.tsx";
import { DeskBar } from "./DeskBar.tsx";
import { DeskHelp } from "./DeskHelp.tsx";
import { DeskNews } from "./DeskNews.tsx";
import { DeskPanel } from "./DeskPanel.tsx";
import own from "./DispatchPage.module.css";
import { ForbiddenDesk } from "./ForbiddenDesk.tsx";
import { OpenForm } from "./forms/OpenForm.tsx";
import { Lasso } from "./Lasso.tsx";
import { Palette } from "./Palette.tsx";
import { PlacePin } from "./PlacePin.tsx";
import { useDeskKeys } from "./use-desk-keys.ts";

export function DispatchPage() {
  const { t, locale } = useWords();
  const forbidden = usePage((page) => page.me !== null && !mayDo(page, "report.assign"));
  const cityName = usePage((page) => page.answer?.city.name);
  useEffect(() => {
    document.title = `${t("desk.title")} · ${cityName ?? "Cuadrilla"}`;
  }, [t, cityName]);
  return <I18nProvider locale={locale}>{forbidden ? <ForbiddenDesk /> : <Desk />}</I18nProvider>;
}

function Desk() {
  const { t } = useWords();
  const phone = useMedia(PHONE);
  const narrow = useMedia(NARROW);
  const hasCard = usePage((page) => page.selection !== null);
  const hasForm = useDesk((desk) => desk.form !== null);
  const beside = hasForm ? <OpenForm /> : hasCard ? <CardPanel actions={CardActions} /> : null;
  useDeskKeys();
  return (
    <div className={`${css.page} ${own.desk}`} data-layout={phone ? "phone" : narrow ? "narrow" : "wide"}>
      <Header phone={phone} />
      {!phone && (
        <aside className={css.panel} aria-label={t("list.title")} hidden={narrow && beside !== null}>
          <DeskPanel />
        </aside>
      )}
      {!phone && narrow && beside && <div className={css.panel}>{beside}</div>}
      <main className={css.stage} aria-label={t("map.title")}>
        <MapStage />
        <StaleBand />
        {!phone && <Scrubber />}
        <LinkNotice />
        <Lasso />
        <DeskBar />
        {!narrow && beside && (
          <div className={css.card} data-card-place>
            {beside}
          </div>
        )}
        {/* After the form that it belongs to: that is where one comes from by keys. */}
        <PlacePin />
      </main>
      {phone && <Sheet>{beside ?? <DeskPanel />}</Sheet>}
      <ConnectionNews />
      <DeskNews />
      <DeskHelp />
      <Palette />
      <ConflictDialog />
    </div>
  );
}

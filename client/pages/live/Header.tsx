/** Where we are, how the city stands, and whether that is still true. */
import { useWords } from "../../i18n/use-words.ts";
import { isNobody, useMay } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { Emblem } from "../../ui/Emblem.tsx";
import { TIGHT, useMedia } from "../../ui/use-media.ts";
import { Account } from "../Account.tsx";
import { AlertTray } from "../alerts/AlertTray.tsx";
import { ConnectionState } from "./ConnectionState.tsx";
import { DemoControl } from "./DemoControl.tsx";
import { FigureStrip } from "./FigureStrip.tsx";
import css from "./Header.module.css";
import { Preferences, PreferencesMenu } from "./Preferences.tsx";

export function Header({ phone }: { phone: boolean }) {
  const { t } = useWords();
  const cityName = usePage((page) => page.answer?.city.name);
  const nobody = usePage(isNobody);
  // What is chosen once a day makes room for what is looked at all day.
  const tight = useMedia(TIGHT);
  const short = phone || tight;
  return (
    <header className={css.header}>
      <div className={css.brand}>
        <Emblem />
        <h1 className={css.city}>
          <span className={css.name}>{cityName ?? t("header.loading")}</span>
          <span className={css.product}>{nobody ? t("header.public") : "Cuadrilla"}</span>
        </h1>
      </div>
      <FigureStrip />
      <div className={css.tools}>
        <OtherPage />
        <ConnectionState />
        <AlertTray />
        {!short && <DemoControl />}
        {short ? <PreferencesMenu keys={!phone} /> : <Preferences />}
        <Account short={phone} />
      </div>
    </header>
  );
}

/** Between the map that everybody has and the desk of those who decide. */
function OtherPage() {
  const { t } = useWords();
  const mayDispatch = useMay("report.assign");
  if (!mayDispatch) return null;
  const atDesk = location.pathname === "/dispatch";
  return (
    <a className={css.other} href={atDesk ? "/" : "/dispatch"}>
      {atDesk ? t("desk.toMap") : t("desk.title")}
    </a>
  );
}

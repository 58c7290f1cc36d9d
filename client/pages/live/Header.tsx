/** Where we are, how the city stands, and whether that is still true. */
import { useWords } from "../../i18n/use-words.ts";
import { isNobody } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { Emblem } from "../../ui/Emblem.tsx";
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
  return (
    <header className={css.header}>
      <div className={css.brand}>
        <Emblem />
        <h1 className={css.city}>
          {cityName ?? t("header.loading")}
          <span className={css.product}>{nobody ? t("header.public") : "Cuadrilla"}</span>
        </h1>
      </div>
      <FigureStrip />
      <div className={css.tools}>
        <ConnectionState />
        <AlertTray />
        {!phone && <DemoControl />}
        {!phone && <Preferences />}
        {phone && <PreferencesMenu />}
        <Account short={phone} />
      </div>
    </header>
  );
}

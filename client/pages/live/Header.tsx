/** Where we are, how the city stands, and whether that is still true. */
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { ConnectionState } from "./ConnectionState.tsx";
import { DemoControl } from "./DemoControl.tsx";
import { FigureStrip } from "./FigureStrip.tsx";
import css from "./Header.module.css";
import { Preferences, PreferencesMenu } from "./Preferences.tsx";

export function Header({ phone }: { phone: boolean }) {
  const { t } = useWords();
  const cityName = usePage((page) => page.answer?.city.name);
  return (
    <header className={css.header}>
      <div className={css.brand}>
        <Emblem />
        <h1 className={css.city}>
          {cityName ?? t("header.loading")}
          <span className={css.product}>Cuadrilla</span>
        </h1>
      </div>
      <FigureStrip />
      <div className={css.tools}>
        <ConnectionState />
        {!phone && <DemoControl />}
        {!phone && <Preferences />}
        {phone && <PreferencesMenu />}
      </div>
    </header>
  );
}

function Emblem() {
  return (
    <svg className={css.emblem} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M16 4.5 25.5 27 16 22 6.5 27z" />
    </svg>
  );
}

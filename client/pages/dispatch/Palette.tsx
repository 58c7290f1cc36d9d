/** Everything by its name: what can be done now, saved views, brigades, reports. Opened by Ctrl or Cmd with K. */
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { targetOf, useDesk } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import search from "../../ui/search.module.css";
import { TargetFacts } from "./forms/TargetFacts.tsx";
import { keyFace } from "./key-face.ts";
import css from "./Palette.module.css";
import { type PaletteEntry, paletteSections } from "./palette-entries.ts";
import { targetsOf } from "./targets.ts";
import { useFindings } from "./use-findings.ts";

const close = () => useDesk.setState({ palette: false });

export function Palette() {
  const { t } = useWords();
  const open = useDesk((desk) => desk.palette);
  return (
    <ModalOverlay
      className={css.overlay ?? ""}
      isOpen={open}
      onOpenChange={(palette) => useDesk.setState({ palette })}
      isDismissable
    >
      <Modal className={css.modal ?? ""}>
        <Dialog className={css.dialog ?? ""} aria-label={t("desk.palette.title")}>
          <Finder />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** To what the actions would be done: it may be a row behind this, or marks that are out of sight. */
function About() {
  const { t } = useWords();
  const targets = targetsOf(usePage.getState());
  if (targets.length === 0) return null;
  return (
    <div className={css.about}>
      {t("desk.palette.about")} <TargetFacts targets={targets.map(targetOf)} />
    </div>
  );
}

function Finder() {
  const words = useWords();
  const { t } = words;
  const [typed, setTyped] = useState("");
  const { findings } = useFindings(typed);
  const sections = paletteSections(words, typed, findings);
  const chosen = useRef<PaletteEntry | null>(null);
  // After the dialog has gone and, in the next frame, has given the focus back: what is done next takes it from there.
  useEffect(
    () => () => {
      requestAnimationFrame(() => chosen.current?.run());
    },
    [],
  );
  const entries = new Map(sections.flatMap(({ entries: own }) => own.map((entry) => [entry.id, entry])));
  return (
    <Autocomplete inputValue={typed} onInputChange={setTyped}>
      <SearchField
        className={`${search.field ?? ""} ${css.search ?? ""}`}
        aria-label={t("desk.palette.title")}
        autoFocus
      >
        <Search aria-hidden="true" focusable="false" />
        <Input className={`${search.input ?? ""} ${css.input ?? ""}`} placeholder={t("desk.palette.hint")} />
      </SearchField>
      <About />
      <Menu
        className={css.list ?? ""}
        aria-label={t("desk.palette.found")}
        onAction={(id) => {
          chosen.current = entries.get(String(id)) ?? null;
          if (chosen.current) close();
        }}
        renderEmptyState={() => <p className={css.none}>{t("filters.none")}</p>}
      >
        {sections.map(({ name, entries: own }) => (
          <MenuSection key={name} id={`section:${name}`}>
            <Header className={css.section ?? ""}>{t(`desk.palette.${name}`)}</Header>
            {own.map(({ id, label, more, keys }) => (
              <MenuItem key={id} id={id} textValue={label} className={css.item ?? ""}>
                <span className={css.label}>{label}</span>
                {more !== undefined && <span className={css.more}>{more}</span>}
                {keys.map((key) => (
                  <kbd key={key} className={css.key}>
                    {keyFace(key)}
                  </kbd>
                ))}
              </MenuItem>
            ))}
          </MenuSection>
        ))}
      </Menu>
    </Autocomplete>
  );
}

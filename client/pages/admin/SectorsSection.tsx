/** The city's sectors: looked at, drawn anew, moved by their corners, or taken from somebody's map. */
import type { Polygon } from "geojson";
import { PencilLine, Upload } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import type { Part } from "../../live/administration.ts";
import { PushButton } from "../../ui/PushButton.tsx";
import { Answered } from "../Answered.tsx";
import { changedEntries } from "./differences.ts";
import { Origin, RefusedPart } from "./PartNotices.tsx";
import { Empty, Section } from "./Section.tsx";
import { SectorForm } from "./SectorForm.tsx";
import { SectorMap } from "./SectorMap.tsx";
import css from "./SectorsSection.module.css";
import { SectorUpload } from "./SectorUpload.tsx";
import { StaleNotice } from "./StaleNotice.tsx";
import {
  areasOf,
  type Upload as File,
  readUpload,
  type SectorFile,
  SectorFileSchema,
} from "./sector-file.ts";
import { type CityPartEdit, useCityPart } from "./use-city-part.ts";

/** What is being done: looking, or one sector under the pencil, or a file to be judged. */
type Doing =
  | { kind: "looking" }
  | { kind: "drawing"; code: string | null; from: Polygon | "new" | null; drawn: Polygon | null }
  | { kind: "uploading"; file: File };

export function SectorsSection() {
  const { t } = useWords();
  const edit = useCityPart("sectors", SectorFileSchema);
  return (
    <Section title={t("admin.sectors")} lead={t("sectors.lead")}>
      <Answered answer={edit.answer} again={edit.again}>
        {(part) => <Sectors part={part} edit={edit} />}
      </Answered>
    </Section>
  );
}

function Sectors({ part, edit }: { part: Part<SectorFile>; edit: CityPartEdit<SectorFile> }) {
  const { t } = useWords();
  const [doing, setDoing] = useState<Doing>({ kind: "looking" });
  const [unreadable, setUnreadable] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const { features } = part.content;
  const begin = (next: Doing) => {
    edit.begin();
    setUnreadable(false);
    setDoing(next);
  };
  const chosen = doing.kind === "drawing" ? doing.code : null;
  const file = doing.kind === "uploading" ? doing.file : null;
  const areas = useMemo(
    () =>
      file ? areasOf(file.features, true) : areasOf(features, false).filter(({ key }) => key !== chosen),
    [file, features, chosen],
  );
  const open = (code: string) => {
    const found = features.find(({ properties }) => properties.code === code);
    if (!found) return;
    const from = found.geometry.type === "Polygon" ? found.geometry : null;
    begin({ kind: "drawing", code, from, drawn: null });
  };
  const pick = async (chosenFile: globalThis.File | undefined) => {
    if (!chosenFile) return;
    const read = readUpload(await chosenFile.text());
    if (read) begin({ kind: "uploading", file: read });
    else setUnreadable(true);
  };
  return (
    <>
      <Origin part={part} edit={edit} />
      {edit.stale && edit.saving.error?.code === "stale-version" ? (
        <StaleNotice
          changes={changedEntries(
            edit.stale.before.content.features.map(entryOf),
            edit.stale.now.content.features.map(entryOf),
          )}
          at={edit.stale.now.changedAt}
        />
      ) : (
        <RefusedPart edit={edit} />
      )}
      {unreadable && <p role="alert">{t("sectors.unreadable")}</p>}
      <div className={css.split}>
        <SectorMap
          areas={areas}
          chosen={chosen}
          pencil={doing.kind === "drawing" ? doing.from : null}
          onPress={(key) => doing.kind === "looking" && open(key)}
          onDrawn={(drawn) =>
            setDoing((before) => (before.kind === "drawing" ? { ...before, drawn } : before))
          }
        />
        <div className={css.side}>
          {doing.kind === "looking" && (
            <>
              <div className={css.actions}>
                <PushButton onPress={() => begin({ kind: "drawing", code: null, from: "new", drawn: null })}>
                  <PencilLine aria-hidden="true" focusable="false" />
                  {t("sectors.draw")}
                </PushButton>
                <PushButton onPress={() => picker.current?.click()}>
                  <Upload aria-hidden="true" focusable="false" />
                  {t("sectors.upload")}
                </PushButton>
                <input
                  ref={picker}
                  type="file"
                  accept=".geojson,.json,application/geo+json,application/json"
                  hidden
                  aria-label={t("sectors.upload")}
                  onChange={(event) => {
                    void pick(event.currentTarget.files?.[0]);
                    event.currentTarget.value = "";
                  }}
                />
              </div>
              {features.length === 0 && <Empty>{t("sectors.none")}</Empty>}
              <ul className={css.list} aria-label={t("admin.sectors")}>
                {features.map(({ properties: { code, name } }) => (
                  <li key={code}>
                    <Button className={css.one ?? ""} onPress={() => open(code)}>
                      {name}
                    </Button>
                  </li>
                ))}
              </ul>
            </>
          )}
          {doing.kind === "drawing" && (
            <SectorForm
              key={doing.code ?? "new"}
              file={part.content}
              code={doing.code}
              drawn={doing.drawn}
              edit={edit}
              onClose={() => begin({ kind: "looking" })}
            />
          )}
          {doing.kind === "uploading" && (
            <SectorUpload file={doing.file} edit={edit} onClose={() => begin({ kind: "looking" })} />
          )}
        </div>
      </div>
    </>
  );
}

function entryOf({ properties, geometry }: SectorFile["features"][number]) {
  return { code: properties.name, geometry };
}

/** A file of sectors, shown on the map before it takes the place of those that are there. */
import { useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import form from "../../ui/form.module.css";
import { Notice } from "../../ui/Notice.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { SelectInput } from "../../ui/SelectInput.tsx";
import { Foot } from "./Section.tsx";
import css from "./SectorsSection.module.css";
import type { SectorFile, Upload } from "./sector-file.ts";
import type { CityPartEdit } from "./use-city-part.ts";

export function SectorUpload({
  file,
  edit,
  onClose,
}: {
  file: Upload;
  edit: CityPartEdit<SectorFile>;
  onClose: () => void;
}) {
  const { t, format } = useWords();
  const guess = file.properties.find((property) => /nom|name/i.test(property)) ?? file.properties[0] ?? null;
  const [property, setProperty] = useState(guess);
  const count = file.features.length;
  const names =
    property === null ? [] : file.features.map(({ properties }) => String(properties?.[property] ?? ""));
  const save = async () => {
    const nameProperty = file.coded ? undefined : (property ?? undefined);
    if (await edit.save(() => file.content, nameProperty)) onClose();
  };
  return (
    <div className={form.form}>
      <Notice kind="note" title={t("sectors.preview", { count, number: format.number(count) })}>
        <p>{t("sectors.previewWhat")}</p>
      </Notice>
      {!file.coded && (
        <SelectInput
          label={t("sectors.nameProperty")}
          value={property}
          options={file.properties.map((value) => ({ value, label: value }))}
          onChange={setProperty}
        />
      )}
      <ul className={css.names}>
        {names.slice(0, 12).map((name, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names of a file may repeat; their places do not
          <li key={i}>{name}</li>
        ))}
      </ul>
      <Foot>
        <PushButton kind="main" busy={edit.saving.busy} onPress={() => void save()}>
          {t("sectors.replace")}
        </PushButton>
        <PushButton onPress={onClose}>{t("form.cancel")}</PushButton>
      </Foot>
    </div>
  );
}

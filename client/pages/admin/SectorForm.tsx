/** One sector: its name, and its shape as it was drawn. */
import type { Polygon } from "geojson";
import { type FormEvent, useState } from "react";
import { Polygonal } from "#contract/city";
import { useWords } from "../../i18n/use-words.ts";
import form from "../../ui/form.module.css";
import { PushButton } from "../../ui/PushButton.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { codeOf } from "./differences.ts";
import { Foot } from "./Section.tsx";
import type { SectorFile } from "./sector-file.ts";
import type { CityPartEdit } from "./use-city-part.ts";

interface Props {
  file: SectorFile;
  /** Null for a new one. */
  code: string | null;
  drawn: Polygon | null;
  edit: CityPartEdit<SectorFile>;
  onClose: () => void;
}

export function SectorForm({ file, code, drawn, edit, onClose }: Props) {
  const { t } = useWords();
  const known = file.features.find(({ properties }) => properties.code === code);
  const [name, setName] = useState(known?.properties.name ?? "");
  const [pressed, setPressed] = useState(false);
  const shape = drawn ? Polygonal.safeParse(drawn).data : known?.geometry;
  const wrong = name.trim() === "" ? t("rule.empty") : undefined;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setPressed(true);
    if (wrong || !shape) return;
    const own =
      code ??
      codeOf(
        name,
        file.features.map(({ properties }) => properties.code),
      );
    const feature = {
      type: "Feature" as const,
      properties: { code: own, name: name.trim() },
      geometry: shape,
    };
    const saved = await edit.save((newest) => ({
      ...newest,
      features: newest.features.some(({ properties }) => properties.code === own)
        ? newest.features.map((each) => (each.properties.code === own ? feature : each))
        : [...newest.features, feature],
    }));
    if (saved) onClose();
  };
  const remove = async () => {
    const saved = await edit.save((newest) => ({
      ...newest,
      features: newest.features.filter(({ properties }) => properties.code !== code),
    }));
    if (saved) onClose();
  };
  const hint = known
    ? known.geometry.type === "Polygon"
      ? t("sectors.moveCorners")
      : t("sectors.manyParts")
    : shape
      ? t("sectors.moveCorners")
      : t("sectors.drawHint");
  return (
    <form className={form.form} onSubmit={(event) => void submit(event)} noValidate>
      <p role="status">{hint}</p>
      <TextInput
        label={t("sectors.name")}
        value={name}
        onChange={setName}
        error={pressed ? wrong : undefined}
        autoFocus
      />
      {pressed && !shape && <p role="alert">{t("sectors.noShape")}</p>}
      <Foot>
        <PushButton kind="main" type="submit" busy={edit.saving.busy}>
          {t("form.save")}
        </PushButton>
        <PushButton onPress={onClose}>{t("form.cancel")}</PushButton>
        {known && (
          <PushButton kind="danger" busy={edit.saving.busy} onPress={() => void remove()}>
            {t("sectors.remove")}
          </PushButton>
        )}
      </Foot>
    </form>
  );
}

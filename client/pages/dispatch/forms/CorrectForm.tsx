/** Puts right what a citizen could not know: which service it is, and where. The place by a pin on the map, or in figures. */
import { useEffect, useState } from "react";
import { useWords } from "../../../i18n/use-words.ts";
import { type Target, useDesk } from "../../../store/desk-store.ts";
import { usePage } from "../../../store/page-store.ts";
import { SelectInput } from "../../../ui/SelectInput.tsx";
import { TextInput } from "../../../ui/TextInput.tsx";
import { doMove } from "../do-move.ts";
import css from "./CorrectForm.module.css";
import frame from "./FormFrame.module.css";
import { FormFrame } from "./FormFrame.tsx";

export function CorrectForm({ target }: { target: Target }) {
  const { t, name } = useWords();
  const city = usePage((page) => page.answer?.city);
  const [before] = useState(() => usePage.getState().live.city?.reports.get(target.id));
  const [service, setService] = useState(before?.service ?? null);
  const [typed, setTyped] = useState({ lon: figure(before?.lon), lat: figure(before?.lat) });
  const pin = useDesk((desk) => desk.pin);
  useEffect(() => {
    if (before) {
      useDesk.setState({ pin: { lon: before.lon, lat: before.lat } });
      // A press of an arrow is a step along a street only where streets are seen.
      usePage.getState().map?.goTo(before.lon, before.lat);
    }
    return () => useDesk.setState({ pin: null });
  }, [before]);
  // What is dragged is shown in figures too; what is typed has put the pin there itself, and stays as it is typed.
  useEffect(() => {
    if (!pin) return;
    setTyped((now) => {
      const place = placeIn(now);
      const isThere = place?.lon === pin.lon && place.lat === pin.lat;
      return isThere ? now : { lon: figure(pin.lon), lat: figure(pin.lat) };
    });
  }, [pin]);
  const type = (part: "lon" | "lat", text: string) => {
    const next = { ...typed, [part]: text };
    setTyped(next);
    const place = placeIn(next);
    if (place) useDesk.setState({ pin: place });
  };
  const place = placeIn(typed);
  const moved =
    before && place && (figure(place.lon) !== figure(before.lon) || figure(place.lat) !== figure(before.lat));
  const renamed = before && service !== before.service;
  const send = () => {
    const fields = { ...(renamed && { service }), ...(moved && place) };
    void doMove("correct", [
      { name: "correct-report", folio: target.folio, version: target.version, fields },
    ]);
  };
  const options = (city?.services ?? [])
    .filter(({ retired, code }) => !retired || code === before?.service)
    .map(({ code, name: names }) => ({ value: code, label: name(names) }));
  return (
    <FormFrame
      kind="correct"
      targets={[target]}
      onSubmit={send}
      missing={!place ? t("desk.correct.noPlace") : !moved && !renamed ? t("desk.correct.same") : undefined}
    >
      <SelectInput label={t("filters.service")} value={service} options={options} onChange={setService} />
      <div className={css.place}>
        <TextInput
          label={t("desk.correct.lat")}
          type="number"
          value={typed.lat}
          onChange={(text) => type("lat", text)}
        />
        <TextInput
          label={t("desk.correct.lon")}
          type="number"
          value={typed.lon}
          onChange={(text) => type("lon", text)}
        />
      </div>
      <p className={frame.hint}>{t("desk.correct.hint")}</p>
    </FormFrame>
  );
}

const figure = (degrees: number | undefined) => (degrees === undefined ? "" : degrees.toFixed(6));

function placeIn({ lon, lat }: { lon: string; lat: string }): { lon: number; lat: number } | null {
  const [x, y] = [lon, lat].map((text) => Number(text.trim().replace(",", ".") || Number.NaN));
  if (x === undefined || y === undefined || !(Math.abs(x) <= 180 && Math.abs(y) <= 90)) return null;
  return { lon: x, lat: y };
}

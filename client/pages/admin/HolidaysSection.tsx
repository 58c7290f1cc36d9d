/** When SLA time runs: the open hours of each calendar, and the days on which it stands still. */
import { X } from "lucide-react";
import { useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { Answered } from "../Answered.tsx";
import { Part } from "../Column.tsx";
import { type CalendarEntry, CalendarList } from "./city-entries.ts";
import { withEntry } from "./differences.ts";
import css from "./HolidaysSection.module.css";
import { Origin, PartRefusal } from "./PartNotices.tsx";
import { Empty, Foot, Section } from "./Section.tsx";
import { hoursIn, hoursText } from "./typed.ts";
import { type CityPartEdit, useCityPart } from "./use-city-part.ts";
import { weekdays } from "./weekdays.ts";

type Working = Extract<CalendarEntry, { kind: "working" }>;

export function HolidaysSection() {
  const { t } = useWords();
  const edit = useCityPart("calendars", CalendarList);
  return (
    <Section title={t("admin.holidays")} lead={t("holidays.lead")}>
      <Answered answer={edit.answer} again={edit.again}>
        {(part) => (
          <>
            <Origin part={part} edit={edit} />
            <PartRefusal edit={edit} nameOf={(calendar) => calendar.code} />
            {part.content.map((calendar) => (
              <Part
                key={`${calendar.code}:${part.version}`}
                title={calendar.code}
                {...(calendar.kind === "continuous" && { lead: t("holidays.continuous") })}
              >
                {calendar.kind === "working" && <CalendarForm calendar={calendar} edit={edit} />}
              </Part>
            ))}
          </>
        )}
      </Answered>
    </Section>
  );
}

function CalendarForm({ calendar, edit }: { calendar: Working; edit: CityPartEdit<CalendarEntry[]> }) {
  const { t } = useWords();
  const [holidays, setHolidays] = useState(calendar.holidays);
  const [hours, setHours] = useState(() =>
    Object.fromEntries(weekdays.map((day) => [day, hoursText(calendar.week[day])])),
  );
  const [date, setDate] = useState("");
  const read = Object.fromEntries(weekdays.map((day) => [day, hoursIn(hours[day] ?? "")]));
  const anyWrong = Object.values(read).includes(null);
  const changed =
    JSON.stringify(holidays) !== JSON.stringify(calendar.holidays) ||
    weekdays.some((day) => hours[day] !== hoursText(calendar.week[day]));
  const add = () => {
    if (date === "" || holidays.includes(date)) return;
    setHolidays([...holidays, date].sort());
    setDate("");
  };
  const save = () => {
    const week = { ...calendar.week };
    for (const day of weekdays) week[day] = read[day] ?? week[day];
    void edit.save((list) => withEntry<CalendarEntry>(list, { ...calendar, week, holidays }));
  };
  return (
    <>
      <div className={css.week}>
        {weekdays.map((day) => (
          <TextInput
            key={day}
            label={t(`weekday.${day}`)}
            value={hours[day] ?? ""}
            onChange={(text) => setHours({ ...hours, [day]: text })}
            error={read[day] === null ? t("holidays.hoursWrong") : undefined}
          />
        ))}
      </div>
      <p className={css.hint}>{t("holidays.hoursHint")}</p>
      <h3 className={css.heading}>{t("holidays.days", { count: holidays.length })}</h3>
      {holidays.length === 0 ? (
        <Empty>{t("holidays.none")}</Empty>
      ) : (
        <ul className={css.days}>
          {holidays.map((day) => (
            <Holiday key={day} day={day} onRemove={() => setHolidays(holidays.filter((d) => d !== day))} />
          ))}
        </ul>
      )}
      <div className={css.add}>
        <TextInput label={t("holidays.date")} type="date" value={date} onChange={setDate} />
        <PushButton onPress={add} disabled={date === ""}>
          {t("holidays.add")}
        </PushButton>
      </div>
      <Foot>
        <PushButton kind="main" busy={edit.saving.busy} disabled={!changed || anyWrong} onPress={save}>
          {t("form.save")}
        </PushButton>
      </Foot>
    </>
  );
}

function Holiday({ day, onRemove }: { day: string; onRemove: () => void }) {
  const { t, locale } = useWords();
  const words = new Intl.DateTimeFormat(locale, {
    timeZone: "UTC",
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
  }).format(Date.parse(day));
  return (
    <li className={css.day}>
      {words}
      <IconButton icon={X} label={t("holidays.remove", { day: words })} onPress={onRemove} />
    </li>
  );
}

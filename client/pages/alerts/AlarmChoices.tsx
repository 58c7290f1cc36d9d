/** Sound and notifications, as each person chooses on this machine. */
import { useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { setAlarmHabit, useAlarmHabit } from "../../store/alarm-habit.ts";
import { CheckInput } from "../../ui/CheckInput.tsx";
import { chime } from "../../ui/chime.ts";
import css from "./AlertTray.module.css";

export function AlarmChoices() {
  const { t } = useWords();
  const { sound, notify } = useAlarmHabit();
  const chooseSound = (on: boolean) => {
    setAlarmHabit({ sound: on });
    // Heard once, so that one knows what it is; and the browser has seen a hand.
    if (on) chime();
  };
  const [refused, setRefused] = useState(false);
  const chooseNotify = async (on: boolean) => {
    const allowed = on && "Notification" in window && (await Notification.requestPermission()) === "granted";
    setAlarmHabit({ notify: allowed });
    setRefused(on && !allowed);
  };
  return (
    <div className={css.choices}>
      <CheckInput label={t("alert.sound")} checked={sound} onChange={chooseSound} />
      <CheckInput label={t("alert.notify")} checked={notify} onChange={(on) => void chooseNotify(on)} />
      <p className={css.refused} role="status">
        {(refused || (notify && !isPermitted())) && t("alert.notifyRefused")}
      </p>
    </div>
  );
}

/** It may have been taken away since, in the browser's own settings. */
function isPermitted(): boolean {
  return "Notification" in window && Notification.permission === "granted";
}

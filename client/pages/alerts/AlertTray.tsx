/** How many alerts nobody has seen to, and behind the button what they are, who did what, and what can be done. */
import { Bell, BellRing } from "lucide-react";
import { Button, Dialog, DialogTrigger, Popover } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { useAlertTray } from "../../store/alert-tray.ts";
import { loudAlerts, useAlerts } from "../../store/alerts-store.ts";
import { useMay } from "../../store/may.ts";
import { useNow } from "../../ui/use-now.ts";
import { AlarmChoices } from "./AlarmChoices.tsx";
import { AlertList } from "./AlertList.tsx";
import css from "./AlertTray.module.css";
import { useAlarm } from "./use-alarm.ts";

export function AlertTray() {
  const mayHandle = useMay("alert.handle");
  return mayHandle ? <Tray /> : null;
}

/** What became of something is said until the tray is closed. */
const setOpen = (isOpen: boolean) => useAlertTray.setState(isOpen ? { isOpen } : { isOpen, outcome: null });

function Tray() {
  const { t } = useWords();
  const now = useNow(5000);
  const alerts = useAlerts();
  const said = useAlarm();
  const isOpen = useAlertTray((tray) => tray.isOpen);
  const loud = loudAlerts(alerts, now).length;
  const Icon = loud > 0 ? BellRing : Bell;
  return (
    <>
      <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
        <Button
          id="alert-bell"
          className={css.button ?? ""}
          data-loud={loud > 0 || undefined}
          aria-label={t("alert.button", { count: loud })}
        >
          <Icon aria-hidden="true" focusable="false" strokeWidth={1.75} />
          {loud > 0 && <span className={css.count}>{loud > 99 ? "99+" : loud}</span>}
        </Button>
        <Popover className={css.popover ?? ""} placement="bottom end" offset={4}>
          <Dialog className={css.dialog ?? ""} aria-label={t("alert.title")}>
            <h2 className={css.title}>{t("alert.title")}</h2>
            <AlertList onGo={() => setOpen(false)} />
            <AlarmChoices />
          </Dialog>
        </Popover>
      </DialogTrigger>
      <span className={css.said} role="status">
        {said}
      </span>
    </>
  );
}

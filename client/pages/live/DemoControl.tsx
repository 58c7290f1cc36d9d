/** The demo city's own clockwork: held, let go, and how fast. Nothing of it exists in a real city. */
import { ChevronDown, Pause, Play } from "lucide-react";
import { Button, ListBox, ListBoxItem, Popover, Select } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { changeDemo } from "../../live/control-demo.ts";
import { usePage } from "../../store/page-store.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import css from "./DemoControl.module.css";

const speeds = [1, 2, 5, 10, 30, 60];

export function DemoControl() {
  const { t, format } = useWords();
  const demo = usePage((page) => page.demo);
  if (!demo) return null;
  const { running, speed, history } = demo;
  const loading = history.loaded < history.of;
  return (
    <fieldset className={css.demo} aria-label={t("demo.title")}>
      <span className={css.words}>
        <span className={css.title}>{running ? t("demo.running") : t("demo.paused")}</span>
        {loading && (
          <span className={css.history}>
            {t("demo.history", { share: format.number(Math.floor((100 * history.loaded) / history.of)) })}
          </span>
        )}
      </span>
      <IconButton
        icon={running ? Pause : Play}
        label={running ? t("demo.pause") : t("demo.play")}
        onPress={() => void changeDemo({ running: !running })}
      />
      <Select
        aria-label={t("demo.speed", { speed: format.number(speed) })}
        value={String(speed)}
        onChange={(key) => void changeDemo({ speed: Number(key) })}
      >
        <Button className={css.speed ?? ""}>
          {format.number(speed)}×
          <ChevronDown aria-hidden="true" focusable="false" />
        </Button>
        <Popover className={css.popover ?? ""} placement="bottom end" offset={4}>
          <ListBox className={css.list ?? ""}>
            {speeds.map((each) => (
              <ListBoxItem key={each} id={String(each)} className={css.item ?? ""} textValue={`${each}×`}>
                {each}×
              </ListBoxItem>
            ))}
          </ListBox>
        </Popover>
      </Select>
    </fieldset>
  );
}

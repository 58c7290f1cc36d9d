/**
 * The way through the past: a slider over 24 hours with the hours and how many became late in each quarter, playing at four speeds,
 * a day farther with one key, and one key back. It stands at the lower edge of whatever it is put into, and is nothing until `h` is pressed.
 */
import {
  ChevronsLeft,
  ChevronsRight,
  Pause,
  Play,
  RotateCw,
  SkipBack,
  SkipForward,
  Undo2,
} from "lucide-react";
import { useEffect } from "react";
import { Button } from "react-aria-components";
import { refusalWords } from "../../i18n/refusal-words.ts";
import { useWords } from "../../i18n/use-words.ts";
import { HttpError } from "../../live/http.ts";
import { useMay } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import {
  enterPast,
  leavePast,
  play,
  retryPast,
  seekTo,
  speeds,
  step,
  stepDays,
  usePast,
} from "../../store/past.ts";
import { tellHeight } from "../../ui/tell-height.ts";
import { dayWords } from "./day-words.ts";
import { Hours } from "./Hours.tsx";
import css from "./Scrubber.module.css";
import { MINUTE, usePastKeys } from "./use-past-keys.ts";

const dockHeight = tellHeight("--dock");

/** `isFar`: read across a room. */
export function Scrubber({ isFar = false }: { isFar?: boolean }) {
  usePastKeys();
  const phase = usePast((past) => past.phase);
  const at = usePage((page) => page.past);
  // Whose session ended has no past either.
  const city = usePage((page) => page.present.city);
  const fingerprint = usePage((page) => page.answer?.fingerprint);
  useEffect(() => {
    if (!city && phase !== "off") leavePast();
  }, [city, phase]);
  // Its columns name places in lists that are others now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the lists change
  useEffect(() => {
    const { past } = usePage.getState();
    if (past !== null) void enterPast(past);
  }, [fingerprint]);
  if (phase === "off") return null;
  return (
    <section ref={dockHeight} className={css.dock} data-past={phase} data-far={isFar || undefined}>
      <Saying at={at} isFar={isFar} />
      {phase === "ready" && at !== null && (
        <div className={css.row}>
          <Playing />
          {isFar && <Days at={at} />}
          <Slider at={at} />
        </div>
      )}
    </section>
  );
}

function Saying({ at, isFar }: { at: number | null; isFar: boolean }) {
  const words = useWords();
  const { t, format } = words;
  const phase = usePast((past) => past.phase);
  const trouble = usePast((past) => past.trouble);
  const earliest = usePast((past) => past.earliest);
  const isFirstKept = usePast((past) => past.earliest !== null && at !== null && at <= past.earliest);
  const isLoading = usePast((past) => past.wanted !== null);
  const seesTracks = useMay("position.history");
  const zone = usePage((page) => page.answer?.city.timeZone ?? "UTC");
  const now = usePage.getState().present.clock.now();
  return (
    <div className={css.saying}>
      {/* Said once when it opens or fails; a clock that ticks while it plays would never stop talking. */}
      <p className={css.viewing} {...((isLoading || phase === "failed") && { role: "status" })}>
        {phase === "failed" && trouble !== null ? (
          trouble === "past-not-kept" && earliest !== null ? (
            t("past.notYet", { time: format.time(earliest) })
          ) : (
            refusalWords(words, new HttpError(trouble, ""))
          )
        ) : at === null || isLoading ? (
          t("past.loading")
        ) : (
          <>
            <strong className={css.time}>{format.time(at)}</strong>
            <span className={css.day}>{t("past.viewing", { day: dayWords(words, at, now, zone) })}</span>
            {isFirstKept && <span role="status">{t("past.noOlder")}</span>}
            {!seesTracks && <span className={css.untold}>{t("past.noBrigades")}</span>}
          </>
        )}
      </p>
      {phase === "failed" ? (
        <Button className={css.button ?? ""} onPress={retryPast}>
          <RotateCw aria-hidden="true" focusable="false" />
          {t("band.retry")}
        </Button>
      ) : (
        at !== null && !isFar && <Days at={at} />
      )}
      <Button className={css.back ?? ""} onPress={leavePast}>
        <Undo2 aria-hidden="true" focusable="false" />
        {t("past.back")}
        <kbd className={css.key}>h</kbd>
      </Button>
    </div>
  );
}

/** A day farther back, and a day on: the slider ends with its 24 hours. */
function Days({ at }: { at: number }) {
  const { t } = useWords();
  const now = usePage.getState().present.clock.now();
  const earliest = usePast((past) => past.earliest);
  return (
    <fieldset className={css.playing} aria-label={t("past.days")}>
      <Button
        className={css.button ?? ""}
        aria-label={t("past.dayBack")}
        isDisabled={earliest !== null && at <= earliest}
        onPress={() => stepDays(-1)}
      >
        <ChevronsLeft aria-hidden="true" focusable="false" />
        <span className={css.words}>{t("past.dayBack")}</span>
        <kbd className={css.key}>,</kbd>
      </Button>
      <Button
        className={css.button ?? ""}
        aria-label={t("past.dayOn")}
        isDisabled={now - at < MINUTE}
        onPress={() => stepDays(1)}
      >
        <span className={css.words}>{t("past.dayOn")}</span>
        <kbd className={css.key}>.</kbd>
        <ChevronsRight aria-hidden="true" focusable="false" />
      </Button>
    </fieldset>
  );
}

function Playing() {
  const { t } = useWords();
  const speed = usePast((past) => past.speed);
  return (
    <fieldset className={css.playing} aria-label={t("past.playing")}>
      <Button className={css.button ?? ""} aria-label={t("past.minuteBack")} onPress={() => step(-MINUTE)}>
        <SkipBack aria-hidden="true" focusable="false" />
      </Button>
      <Button
        className={css.button ?? ""}
        aria-label={speed === 0 ? t("past.play") : t("past.pause")}
        onPress={() => play(speed === 0 ? 60 : 0)}
      >
        {speed === 0 ? (
          <Play aria-hidden="true" focusable="false" />
        ) : (
          <Pause aria-hidden="true" focusable="false" />
        )}
      </Button>
      <Button className={css.button ?? ""} aria-label={t("past.minuteOn")} onPress={() => step(MINUTE)}>
        <SkipForward aria-hidden="true" focusable="false" />
      </Button>
      {speeds.map((each) => (
        <Button
          key={each}
          className={css.speed ?? ""}
          data-slow={each < 60 || undefined}
          aria-pressed={speed === each}
          onPress={() => play(speed === each ? 0 : each)}
        >
          {each}×
        </Button>
      ))}
    </fieldset>
  );
}

function Slider({ at }: { at: number }) {
  const { t, format } = useWords();
  const from = usePast((past) => past.from);
  const until = usePast((past) => past.until);
  return (
    <div className={css.slider}>
      <Hours />
      <input
        className={css.range}
        type="range"
        aria-label={t("past.slider")}
        aria-valuetext={format.exact(at)}
        min={from}
        max={until}
        step={10_000}
        value={at}
        onChange={(event) => seekTo(Number(event.target.value))}
      />
    </div>
  );
}

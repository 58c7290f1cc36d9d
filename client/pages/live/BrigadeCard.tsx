/** One brigade, opened: where it is, how sure that is, and what it has to do. */
import { Button } from "react-aria-components";
import { age, shortSpan } from "../../i18n/format.ts";
import { useWords } from "../../i18n/use-words.ts";
import { selectReportById } from "../../store/actions.ts";
import { type Crew, isBusy } from "../../store/figures.ts";
import { useMay } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { BrigadeMark } from "../../ui/BrigadeMark.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { useNow } from "../../ui/use-now.ts";
import css from "./BrigadeCard.module.css";
import { Doings, Today } from "./BrigadeDay.tsx";
import { CardFrame, Fact } from "./CardFrame.tsx";
import { dueWords, standingOf } from "./report-words.ts";

const SILENT_MS = 5 * 60_000;
/** Slower than this is standing: a fix at rest wanders a little. */
const STANDING = 0.6;
const LOW_BATTERY = 0.2;

export function BrigadeCard({ code }: { code: string }) {
  const { t, name, format } = useWords();
  const city = usePage((page) => page.answer?.city);
  const map = usePage((page) => page.map);
  const reading = usePage((page) => page.reading);
  const now = useNow(1000);
  const crew = [...(reading?.crews.values() ?? [])].find((each) => each.brigade.code === code);
  const fix = crew && usePage.getState().live.fixes.get(crew.brigade.id);
  const maySee = useMay("position.see");
  const knowsWork = maySee && (crew?.isKnown ?? true);
  const silent = fix === undefined || now - fix.at > SILENT_MS;
  const busy = crew !== undefined && isBusy(crew);
  const department = city?.departments.find((d) => d.code === crew?.brigade.department)?.name;
  const known = crew ?? city?.brigades.find((brigade) => brigade.code === code);
  const title = crew?.brigade.name ?? city?.brigades.find((b) => b.code === code)?.name ?? code;
  return (
    <CardFrame
      label={t("brigade.card", { name: title })}
      title={title}
      under={
        <>
          <BrigadeMark kind={silent ? "silent" : busy ? "busy" : "free"} />
          {[
            ...(knowsWork ? [busy ? t("brigade.busy") : t("brigade.free")] : []),
            ...(department ? [name(department)] : []),
          ].join(" · ")}
        </>
      }
      onLocate={fix && map ? () => map.goTo(fix.lon, fix.lat) : null}
    >
      {reading && !known && <p>{t("brigade.unknown")}</p>}
      {crew && (
        <>
          <dl className={css.facts}>
            <Fact name={t("brigade.fix")}>
              {fix ? t("time.ago", { span: age(now - fix.at) }) : t("brigade.never")}
            </Fact>
            <Fact name={t("brigade.speed")}>
              {fix && !silent ? <Speed metres={fix.speed} /> : t("brigade.unknownSpeed")}
            </Fact>
            {fix && fix.accuracy !== null && (
              <Fact name={t("brigade.accuracy")}>
                {t("brigade.within", { metres: format.number(fix.accuracy) })}
              </Fact>
            )}
            {fix && fix.battery !== null && (
              <Fact name={t("brigade.battery")}>
                <Battery share={fix.battery} />
              </Fact>
            )}
            <Shift crew={crew} />
            <Today />
          </dl>
          {knowsWork && <Work crew={crew} />}
          <Doings />
        </>
      )}
    </CardFrame>
  );
}

function Speed({ metres }: { metres: number | null }) {
  const { t, format } = useWords();
  if (metres === null) return t("brigade.unknownSpeed");
  if (metres < STANDING) return t("brigade.standing");
  return t("brigade.kmh", { speed: format.number(Math.round(metres * 3.6)) });
}

function Battery({ share }: { share: number }) {
  const { t, format } = useWords();
  const percent = format.number(Math.round(share * 100));
  return share <= LOW_BATTERY ? t("brigade.batteryLow", { percent }) : t("brigade.batteryAt", { percent });
}

function Shift({ crew }: { crew: Crew }) {
  const { t, format } = useWords();
  if (!crew.file) return null;
  const { from, to } = crew.file.shift;
  return (
    <>
      <Fact name={t("brigade.shift")}>
        {from}–{to} · {crew.onShift ? t("brigade.on") : t("brigade.off")}
      </Fact>
      <Fact name={t("brigade.capacity")}>
        {t("brigade.visits", { count: crew.file.capacity, number: format.number(crew.file.capacity) })}
      </Fact>
    </>
  );
}

function Work({ crew }: { crew: Crew }) {
  const words = useWords();
  const { t, name } = words;
  const city = usePage((page) => page.answer?.city);
  const now = useNow(5000);
  const reports = usePage.getState().live.city?.reports;
  const work = crew.work.flatMap((id) => reports?.get(id) ?? []);
  // What it is at comes first, then what is due first.
  const rank = { "in-progress": 0, "en-route": 1, assigned: 2, reopened: 3, received: 4, closed: 5 };
  work.sort((a, b) => rank[a.status] - rank[b.status] || a.dueAt - b.dueAt);
  return (
    <>
      <h3 className={css.heading}>{t("brigade.work", { count: work.length + crew.elsewhere })}</h3>
      {!isBusy(crew) && <p className={css.none}>{t("brigade.noWork")}</p>}
      {crew.elsewhere > 0 && <p className={css.none}>{t("brigade.elsewhere", { count: crew.elsewhere })}</p>}
      <ul className={css.work}>
        {work.map((report) => (
          <li key={report.id}>
            <Button className={css.report ?? ""} onPress={() => selectReportById(report.id)}>
              <Mark {...standingOf(report, now, city?.lateSoonShare ?? 0)} />
              <span className={css.what}>
                <span>
                  {name(city?.services.find((s) => s.code === report.service)?.name) || report.service}
                </span>
                <span className={css.status}>{t(`status.${report.status}`)}</span>
              </span>
              <span className={css.due} title={dueWords(words, report, now)}>
                {report.dueAt < now ? "+" : ""}
                {shortSpan(report.dueAt - now)}
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

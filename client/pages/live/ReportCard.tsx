/**
 * One report, opened. What the live city knows is shown at once and stays live; description and timeline are fetched.
 * While the connection is lost it says so: this card may be old. In the past it says what was known then, and nothing of later.
 */
import { Check, Copy } from "lucide-react";
import { type ComponentType, useState } from "react";
import { Button } from "react-aria-components";
import type { LiveReport } from "#contract/report";
import { useWords } from "../../i18n/use-words.ts";
import { fetchCard, idOfFolio } from "../../live/fetch-when-opened.ts";
import { select, selectBrigadeById } from "../../store/actions.ts";
import { useMay } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { Mark } from "../../ui/Mark.tsx";
import { ServiceIcon } from "../../ui/ServiceIcon.tsx";
import { useNow } from "../../ui/use-now.ts";
import { WarnedMark } from "../alerts/WarnedMark.tsx";
import { CardFrame, Fact } from "./CardFrame.tsx";
import { ContactPart } from "./ContactPart.tsx";
import { cardThen, whyMissing } from "./card-then.ts";
import { isStale, usePhase } from "./connection.ts";
import { PhotoStrip } from "./PhotoStrip.tsx";
import css from "./ReportCard.module.css";
import { dueWords, standingOf } from "./report-words.ts";
import { Timeline } from "./Timeline.tsx";
import { WhoIsHere } from "./WhoIsHere.tsx";

interface Props {
  folio: string;
  actions?: ComponentType<{ folio: string }> | undefined;
}

export function ReportCard({ folio, actions: Actions }: Props) {
  const { t, name } = useWords();
  const city = usePage((page) => page.answer?.city);
  const card = usePage((page) => page.card);
  const map = usePage((page) => page.map);
  const past = usePage((page) => page.past);
  // The live city's own, as new as the last event; an archived report is only in what was fetched, as it is now.
  usePage((page) => page.reading);
  const page = usePage.getState();
  const id = idOfFolio(page, folio);
  const live = id === null ? undefined : page.live.city?.reports.get(id);
  const fetched = card?.phase === "ready" ? card.value : undefined;
  const report = live ?? (past === null ? fetched?.report : undefined);
  const missing = past !== null && !live && fetched ? whyMissing(fetched, past) : null;
  const service = city?.services.find((s) => s.code === report?.service);
  const title = report ? name(service?.name) || report.service : folio;
  return (
    <CardFrame
      label={t("card.report", { folio })}
      title={
        <>
          {service && <ServiceIcon name={service.icon} />}
          {title}
        </>
      }
      under={
        <>
          <CopyFolio folio={folio} />
          {service && name(city?.departments.find((d) => d.code === service.department)?.name)}
        </>
      }
      onLocate={report && map ? () => map.goTo(report.lon, report.lat) : null}
      foot={Actions && report && <Actions folio={folio} />}
    >
      {past === null && <StaleNote />}
      {past === null && <WhoIsHere folio={folio} />}
      {report && <WarnedMark lon={report.lon} lat={report.lat} />}
      {report && <Facts report={report} />}
      {missing === "notYet" && <p className={css.stale}>{t("card.notYet")}</p>}
      {missing === "notThere" && <p className={css.stale}>{t("card.notThere")}</p>}
      {missing !== "notYet" && <Fetched folio={folio} />}
    </CardFrame>
  );
}

function Facts({ report }: { report: LiveReport }) {
  const words = useWords();
  const { t, format, name } = words;
  const now = useNow(5000);
  const city = usePage((page) => page.answer?.city);
  // Whoever is not told of brigades is not told that it has none either.
  const knowsBrigade = useMay("position.see");
  if (!city) return null;
  const standing = standingOf(report, now, city.lateSoonShare);
  const sector = city.sectors.find((s) => s.code === report.sector)?.name;
  const { brigade } = report;
  const brigadeName =
    brigade === null ? undefined : usePage.getState().live.city?.brigades.get(brigade)?.name;
  const reason = city.reasons.find((r) => r.code === report.reason);
  return (
    <>
      <p className={css.due}>
        <Mark {...standing} />
        <strong>{dueWords(words, report, now)}</strong>
        <span className={css.exact}>{format.exact(report.closedAt ?? report.dueAt)}</span>
      </p>
      <dl className={css.facts}>
        <Fact name={t("card.status")}>
          {report.outcome ? t(`outcome.${report.outcome}`) : t(`status.${report.status}`)}
        </Fact>
        {knowsBrigade && (
          <Fact name={t("card.brigade")}>
            {brigade !== null && brigadeName ? (
              <Button className={css.link ?? ""} onPress={() => selectBrigadeById(brigade)}>
                {brigadeName}
              </Button>
            ) : (
              t("card.nobody")
            )}
          </Fact>
        )}
        <Fact name={t("card.sector")}>{sector ?? t("card.noSector")}</Fact>
        <Fact name={t("card.received")}>
          <time title={format.exact(report.receivedAt)} dateTime={new Date(report.receivedAt).toISOString()}>
            {words.ago(report.receivedAt, now)}
          </time>
        </Fact>
        {report.reopenings > 0 && (
          <Fact name={t("card.reopenings")}>{t("card.times", { count: report.reopenings })}</Fact>
        )}
        {reason && <Fact name={t("card.reason")}>{name(reason.name)}</Fact>}
      </dl>
    </>
  );
}

function Fetched({ folio }: { folio: string }) {
  const { t } = useWords();
  const card = usePage((page) => page.card);
  const past = usePage((page) => page.past);
  const mayOpen = useMay("report.open");
  if (!mayOpen) return null;
  if (card?.phase === "failed") {
    const known = card.code === "not-found" ? t("card.notFound") : t("card.failed");
    return (
      <div className={css.failed} role="alert">
        <p>{known}</p>
        {card.code !== "not-found" && (
          <Button className={css.retry ?? ""} onPress={() => void fetchCard(folio)}>
            {t("band.retry")}
          </Button>
        )}
      </div>
    );
  }
  if (card?.phase !== "ready") {
    return (
      <div className={css.waiting} role="status" aria-label={t("card.loading")}>
        <span />
        <span />
        <span />
      </div>
    );
  }
  const { description, timeline, duplicateOf, photos, notes, mergedInto, mergedFrom } = cardThen(
    card.value,
    past,
  );
  return (
    <>
      {description !== undefined && (
        <>
          <h3 className={css.heading}>{t("card.description")}</h3>
          <p className={css.description} data-none={description === null || undefined}>
            {description ?? t("card.noDescription")}
          </p>
        </>
      )}
      <PhotoStrip photos={photos} />
      <ContactPart key={folio} folio={folio} />
      {mergedInto !== null && <Merged words={t("card.mergedInto")} folio={mergedInto} />}
      {mergedFrom.map((merged) => (
        <Merged key={merged.folio} words={t("card.mergedFrom")} folio={merged.folio} />
      ))}
      {duplicateOf && mergedInto === null && (
        <p className={css.description}>{t("card.duplicateOf", { folio: duplicateOf })}</p>
      )}
      <h3 className={css.heading}>{t("card.timeline")}</h3>
      <Timeline entries={timeline} notes={notes} />
      {past !== null && <p className={css.description}>{t("card.then")}</p>}
    </>
  );
}

function Merged({ words, folio }: { words: string; folio: string }) {
  return (
    <p className={css.description}>
      {words}{" "}
      <Button className={css.link ?? ""} onPress={() => select({ kind: "report", folio })}>
        {folio}
      </Button>
    </p>
  );
}

function StaleNote() {
  const { t, format } = useWords();
  const phase = usePhase();
  const heardAt = usePage.getState().live.heardAt;
  if (!isStale(phase) || phase === "catching-up") return null;
  return <p className={css.stale}>{t("card.stale", { time: format.time(heardAt) })}</p>;
}

function CopyFolio({ folio }: { folio: string }) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const Icon = copied ? Check : Copy;
  const copy = () => {
    // Refused without a safe connection; the folio can still be marked by hand.
    navigator.clipboard?.writeText(folio).then(
      () => setCopied(true),
      () => {},
    );
  };
  return (
    <Button className={css.folio ?? ""} aria-label={t("card.copy", { folio })} onPress={copy}>
      {folio}
      <Icon aria-hidden="true" focusable="false" />
    </Button>
  );
}

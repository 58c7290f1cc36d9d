/**
 * The open alerts: what nobody has seen to first, and the others below, quieter. With the arrows from one to the next; Enter goes
 * there, `a` acknowledges, `s` lets it sleep. Those of a past minute are only looked at.
 */
import { type KeyboardEvent, useState } from "react";
import { Button, Collection, GridList, GridListItem, GridListLoadMoreItem } from "react-aria-components";
import type { Alert, PastAlert } from "#contract/alerts";
import { isLoud } from "#domain/alert";
import { useWords } from "../../i18n/use-words.ts";
import { acknowledgeAlert, snoozeAlert } from "../../live/handle-alerts.ts";
import { select, selectBrigadeById } from "../../store/actions.ts";
import { useAlerts } from "../../store/alerts-store.ts";
import { usePage } from "../../store/page-store.ts";
import { useIsPast } from "../../store/past.ts";
import { Notice } from "../../ui/Notice.tsx";
import { useNow } from "../../ui/use-now.ts";
import { useSaving } from "../../ui/use-saving.ts";
import { AcknowledgeAll } from "./AcknowledgeAll.tsx";
import css from "./AlertTray.module.css";
import { acknowledgeAll } from "./acknowledge-all.ts";
import { alertTime, alertWords } from "./alert-words.ts";
import { nextLoud } from "./next-loud.ts";
import { useDeeds } from "./use-deeds.ts";

const SNOOZE_MINUTES = 15;
/** So many rows there are at first, and more whenever somebody comes to their end: thousands may be open. */
const ROWS = 100;

export function AlertList({ onGo }: { onGo: () => void }) {
  const { t } = useWords();
  const open = useAlerts((alerts) => alerts.open);
  const now = useNow(5000);
  const saving = useSaving();
  const past = useIsPast();
  const [most, setMost] = useState(ROWS);
  const sorted = [...open].sort((a, b) => Number(isLoud(b, now)) - Number(isLoud(a, now)));
  const shown = sorted.slice(0, most);
  const deeds = useDeeds(shown, past);
  const act = (id: number, kind: "acknowledge" | "snooze") => {
    if (!open.some((alert) => alert.id === id && isLoud(alert, now))) return;
    // Before the row goes down among those that are handled and would take the focus along.
    const next = nextLoud(sorted, id, now);
    document.querySelector<HTMLElement>(`[data-alert="${next ?? id}"]`)?.focus();
    void saving.run(async () => {
      await (kind === "acknowledge" ? acknowledgeAlert(id) : snoozeAlert(id, SNOOZE_MINUTES));
    });
  };
  const loud = sorted.filter((alert) => isLoud(alert, now)).map(({ id }) => id);
  const onKey = (event: KeyboardEvent) => {
    const row = document.activeElement?.closest<HTMLElement>("[data-key]");
    const kind = { a: "acknowledge", s: "snooze" }[event.key] as "acknowledge" | "snooze" | undefined;
    if (!row || !kind || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (!past) act(Number(row.dataset.key), kind);
  };
  const all = past ? null : <AcknowledgeAll number={loud.length} onPress={() => void acknowledgeAll(loud)} />;
  if (open.length === 0)
    return (
      <>
        {all}
        <p className={css.none}>{t("alert.none")}</p>
      </>
    );
  return (
    <div className={css.scroll} onKeyDownCapture={onKey}>
      {all}
      {saving.error && <Notice kind="wrong" title={t("alert.failed")} />}
      <GridList
        className={css.list ?? ""}
        aria-label={t("alert.title")}
        // The keys are those of a row: the first has them at once.
        autoFocus="first"
        onAction={(key) => {
          const alert = open.find(({ id }) => id === Number(key));
          if (alert && goTo(alert)) onGo();
        }}
      >
        <Collection items={shown} dependencies={[deeds, now, past]}>
          {(alert) => (
            <Row
              key={alert.id}
              alert={alert}
              deeds={deeds.get(alert.id)?.deeds}
              now={now}
              act={past ? null : act}
            />
          )}
        </Collection>
        {shown.length < sorted.length && <GridListLoadMoreItem onLoadMore={() => setMost(most + ROWS)} />}
      </GridList>
      <p className={css.keys}>{past ? t("alert.past") : t("alert.keys")}</p>
    </div>
  );
}

function Row({
  alert,
  deeds,
  now,
  act,
}: {
  alert: Alert;
  deeds: PastAlert["deeds"] | undefined;
  now: number;
  /** Null where nothing can be done. */
  act: ((id: number, kind: "acknowledge" | "snooze") => void) | null;
}) {
  const words = useWords();
  const { t } = words;
  const { kind, subject, more } = alertWords(words, alert);
  const last = deeds?.findLast(({ name }) => name !== null);
  const loud = isLoud(alert, now);
  return (
    <GridListItem
      id={alert.id}
      data-alert={alert.id}
      textValue={`${kind}: ${subject}`}
      className={css.row ?? ""}
    >
      <div className={css.what} data-loud={loud || undefined} data-kind={alert.kind}>
        <span className={css.kind}>{kind}</span>
        <span className={css.age}>{alertTime(words, alert, now)}</span>
        <span className={css.subject}>{subject}</span>
        {more.length > 0 && <span className={css.more}>{more.join(" · ")}</span>}
        {last && (
          <span className={css.more}>
            {last.kind === "snoozed"
              ? t("alert.snoozedBy", { name: last.name, time: words.format.time(last.until ?? last.at) })
              : t("alert.acknowledgedBy", { name: last.name, ago: words.ago(last.at, now) })}
          </span>
        )}
      </div>
      {loud && act && (
        <div className={css.deeds}>
          <Button className={css.deed ?? ""} onPress={() => act(alert.id, "acknowledge")}>
            {t("alert.acknowledge")}
          </Button>
          <Button className={css.deed ?? ""} onPress={() => act(alert.id, "snooze")}>
            {t("alert.snooze", { minutes: SNOOZE_MINUTES })}
          </Button>
        </div>
      )}
    </GridListItem>
  );
}

/** False where there is nowhere to go. */
function goTo(alert: Alert): boolean {
  if (alert.folio !== null) select({ kind: "report", folio: alert.folio });
  else if (alert.brigade !== null) selectBrigadeById(alert.brigade);
  else if (alert.lon !== null && alert.lat !== null) usePage.getState().map?.goTo(alert.lon, alert.lat);
  else return false;
  return true;
}

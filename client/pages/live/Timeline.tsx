/** What happened to a report, when, by whom and why; the latest at the top. */
import type { Correction, Note, TimelineEntry } from "#contract/card";
import { span } from "../../i18n/format.ts";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import { useNow } from "../../ui/use-now.ts";
import css from "./Timeline.module.css";

interface Props {
  entries: readonly TimelineEntry[];
  notes: readonly Note[];
}

export function Timeline({ entries, notes }: Props) {
  const byId = new Map(notes.map((note) => [note.id, note]));
  return (
    <ol className={css.line}>
      {[...entries].reverse().map((entry) => (
        <Entry
          key={`${entry.at}-${entry.kind}-${entry.note}`}
          entry={entry}
          note={entry.note === null ? undefined : byId.get(entry.note)}
        />
      ))}
    </ol>
  );
}

function Entry({ entry, note }: { entry: TimelineEntry; note: Note | undefined }) {
  const { t, name, format, ago } = useWords();
  const now = useNow(30_000);
  const city = usePage((page) => page.answer?.city);
  const reasonOf = (code: string | null) =>
    code === null ? null : name(city?.reasons.find((r) => r.code === code)?.name) || code;
  // The timeline names a brigade by its code; what people call it is in the live city.
  const nameOf = (code: string | null) => city?.brigades.find((b) => b.code === code)?.name ?? code;
  const brigade = nameOf(entry.brigade);
  const reason = reasonOf(entry.reason);
  const lateReason = reasonOf(entry.lateReason);
  const what = entry.outcome ? t(`outcome.${entry.outcome}`) : t(`happened.${entry.kind}`);
  return (
    <li className={css.entry} data-kind={entry.kind}>
      <div className={css.what}>
        <span>
          {what}
          {note?.kind === "note" && <span className={css.brigade}> · {t(`notes.${note.visibility}`)}</span>}
          {brigade && <span className={css.brigade}> · {brigade}</span>}
        </span>
        <time className={css.when} title={format.exact(entry.at)} dateTime={new Date(entry.at).toISOString()}>
          {ago(entry.at, now)}
        </time>
      </div>
      {note && <p className={css.text}>{note.text}</p>}
      {entry.into !== null && <p className={css.why}>{entry.into}</p>}
      {entry.correction && <Corrected correction={entry.correction} />}
      {entry.undid !== null && <p className={css.why}>{t(`happened.${entry.undid}`)}</p>}
      {entry.seconds !== null && (
        <p className={css.why}>{t("card.stayed", { span: span(entry.seconds * 1000) })}</p>
      )}
      {reason && <p className={css.why}>{reason}</p>}
      {lateReason && <p className={css.why}>{t("card.lateBecause", { reason: lateReason })}</p>}
      {entry.actor && entry.actor.role !== "system" && (
        <p className={css.who}>
          {t(`role.${entry.actor.role}`)}
          {entry.actorName !== null && ` · ${entry.actorName}`}
        </p>
      )}
    </li>
  );
}

function Corrected({ correction: { service, metres, queued } }: { correction: Correction }) {
  const { t, name, format } = useWords();
  const services = usePage((page) => page.answer?.city.services);
  const nameOf = (code: string | null) =>
    code === null
      ? t("card.otherDepartment")
      : name(services?.find((each) => each.code === code)?.name) || code;
  const parts = [
    ...(service ? [t("card.correctedService", { from: nameOf(service.from), to: nameOf(service.to) })] : []),
    ...(metres === null ? [] : [t("card.correctedPlace", { metres: format.number(metres) })]),
    ...(queued ? [t("happened.put-back")] : []),
  ];
  return <p className={css.why}>{parts.join(" · ")}</p>;
}

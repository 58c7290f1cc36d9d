/** An alert in words: what it is, and of what. */
import type { Alert } from "#contract/alerts";
import type { LiveCity } from "#domain/fold";
import { span } from "../../i18n/format.ts";
import type { Words } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";

export interface AlertWords {
  kind: string;
  /** The report's service, the brigade, the warning. */
  subject: string;
  /** Of it what is known: the folio, where it is, how much. */
  more: readonly string[];
}

/** Brigades and warnings are called as `city` calls them: the one that is shown, unless said. */
export function alertWords(
  { t, name, format }: Words,
  alert: Alert,
  city: Pick<LiveCity, "brigades" | "warnings"> | undefined = usePage.getState().live.city,
): AlertWords {
  const { answer } = usePage.getState();
  const service = answer?.city.services.find(({ code }) => code === alert.service);
  const sector = answer?.city.sectors.find(({ code }) => code === alert.sector)?.name;
  const serviceName = name(service?.name) || (alert.service ?? "");
  const kind = t(`alert.kind.${alert.kind}`);
  if (alert.warning !== null) {
    const warning = city?.warnings.get(alert.warning);
    return { kind, subject: warning?.event ?? t("alert.warning"), more: known(warning?.headline) };
  }
  if (alert.surge) {
    const { count, expected, hours } = alert.surge;
    const more = t("alert.surge", { count, expected: format.number(Math.round(expected * 10) / 10), hours });
    return { kind, subject: serviceName, more: known(more, sector) };
  }
  if (alert.folio === null && alert.brigade !== null)
    return { kind, subject: city?.brigades.get(alert.brigade)?.name ?? "", more: known(sector) };
  return { kind, subject: serviceName, more: known(alert.folio, sector) };
}

/** How long ago it began, or in how long what it warns of is due. */
export function alertTime({ t, ago }: Words, { since }: Alert, now: number): string {
  return since > now ? t("time.ahead", { span: span(since - now) }) : ago(since, now);
}

function known(...parts: (string | null | undefined)[]): string[] {
  return parts.filter((part) => part != null);
}

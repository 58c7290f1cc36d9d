/** Which day a past instant lies on, as people say it. */
import type { Words } from "../../i18n/use-words.ts";
import { cityClock } from "../../store/local-clock.ts";

export function dayWords(
  { t, format }: Pick<Words, "t" | "format">,
  at: number,
  now: number,
  zone: string,
): string {
  const clock = cityClock(zone);
  const days = clock.at(now).day - clock.at(at).day;
  if (days === 0) return t("past.today");
  return days === 1 ? t("past.yesterday") : t("past.onDay", { day: format.day(at) });
}

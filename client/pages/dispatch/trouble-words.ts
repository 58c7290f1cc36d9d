/** What went wrong at the desk, in words. */
import type { Status } from "#contract/report";
import { refusalWords } from "../../i18n/refusal-words.ts";
import type { Words } from "../../i18n/use-words.ts";
import { HttpError } from "../../live/http.ts";
import type { Trouble } from "../../store/desk-store.ts";

export function troubleWords(words: Pick<Words, "t">, trouble: Trouble): string {
  const { t } = words;
  if (trouble.kind === "held") return t("desk.held", { name: trouble.by.name, folio: trouble.folio });
  return codeWords(words, trouble.code, trouble.detail);
}

export function codeWords(words: Pick<Words, "t">, code: string, detail: string): string {
  const { t } = words;
  switch (code) {
    case "offline":
      return t("desk.offline");
    case "still-sending":
      return t("desk.stillSending");
    case "past":
      return t("desk.past");
    case "not-with-these":
      return t("desk.notWithThese");
    case "not-while":
      return t("desk.notWhile", { status: t(`status.${detail as Status}`) });
    case "unmerge-there":
      return t("desk.unmergeThere", { folios: detail });
    case "archived":
    case "form-open":
    case "no-report":
    case "nothing-asked":
    case "not-merged":
    case "nothing-to-undo":
      return t(`desk.cannot.${code}`);
    case "move-not-allowed":
    case "outside-city":
    case "undo-too-late":
    case "undo-not-yours":
    case "unknown-brigade":
    case "unknown-reason":
    case "unknown-report":
    case "reason-needed":
      return t(`desk.refusal.${code}`);
    default:
      return refusalWords(words, new HttpError(code, detail));
  }
}

/** A refusal in the words of whoever has to do something about it. */
import type { HttpError } from "../live/http.ts";
import { span } from "./format.ts";
import type { Words } from "./use-words.ts";

const known = [
  "sign-in-refused",
  "wrong-password",
  "wrong-origin",
  "link-ended",
  "past-not-kept",
  "last-administrator",
  "credential-ended",
  "sign-in-needed",
  "forbidden",
  "not-found",
  "stale-version",
  "into-closed",
  "unreachable",
  "busy",
  "not-ready",
  "body-too-large",
  "invalid-input",
] as const;
type Known = (typeof known)[number];

export function refusalWords({ t }: Pick<Words, "t">, { code, retryAfter, message }: HttpError): string {
  if (code === "too-many-requests")
    return t("refusal.too-many-requests", { wait: waitWords((retryAfter ?? 60) * 1000) });
  if (known.includes(code as Known)) return t(`refusal.${code as Known}`);
  return t("refusal.other", { detail: message });
}

/** What is wrong with one field, or undefined; `field` as the contract names it. */
export function fieldWords(
  { t }: Pick<Words, "t">,
  error: HttpError | null,
  field: string,
): string | undefined {
  const found = error?.errors.find((each) => each.field === field || each.field.startsWith(`${field}.`));
  if (!found) return undefined;
  if (/empty|required|expected string|too small.*>=1 /i.test(found.rule)) return t("rule.empty");
  if (/at least one/i.test(found.rule)) return t("rule.one");
  if (/not be your e-mail/i.test(found.rule)) return t("rule.notEmail");
  if (/e-mail|email/i.test(found.rule)) return t("rule.email");
  if (/taken|already|in use|nobody else/i.test(found.rule)) return t("rule.taken");
  return t("rule.other", { rule: found.rule });
}

/** Rounded up, and in seconds while they matter. */
function waitWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? `${seconds} s` : span(Math.ceil(seconds / 60) * 60_000);
}

/** Over a part of the city: refusals, what others changed, and the way back to the city's files. */

import { fieldWords } from "../../i18n/refusal-words.ts";
import { useWords } from "../../i18n/use-words.ts";
import type { Part } from "../../live/administration.ts";
import { Notice } from "../../ui/Notice.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { Refused } from "../Answered.tsx";
import { changedEntries } from "./differences.ts";
import css from "./PartNotices.module.css";
import { StaleNotice } from "./StaleNotice.tsx";
import type { CityPartEdit } from "./use-city-part.ts";

/** In a form: why it was not saved. `nameOf` says what an entry is called. */
export function PartRefusal<E extends { code: string }>({
  edit,
  nameOf,
}: {
  edit: CityPartEdit<E[]>;
  nameOf: (entry: E) => string;
}) {
  const { saving, stale } = edit;
  if (stale && saving.error?.code === "stale-version") {
    const { before, now } = stale;
    const entries = [...now.content, ...before.content];
    const names = changedEntries(before.content, now.content).map((code) => {
      const entry = entries.find((each) => each.code === code);
      return entry ? nameOf(entry) : code;
    });
    return <StaleNotice changes={names} at={now.changedAt} />;
  }
  return <RefusedPart edit={edit} />;
}

/** The server names each field that does not fit, and the rule: as the city's files are checked. */
export function RefusedPart({ edit: { saving } }: { edit: Pick<CityPartEdit<unknown>, "saving"> }) {
  const words = useWords();
  const { error } = saving;
  if (!error || error.errors.length === 0) return <Refused error={error} />;
  return (
    <Notice kind="wrong" title={words.t("refusal.invalid-input")}>
      <ul>
        {error.errors.map(({ field }) => (
          <li key={field}>
            {field}: {fieldWords(words, error, field)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** Whether the part is as the city's files have it; if not, the way back. */
export function Origin({
  part,
  edit,
}: {
  part: Part<unknown>;
  edit: Pick<CityPartEdit<unknown>, "reset" | "saving">;
}) {
  const { t, ago } = useWords();
  if (part.fromFile) return <p className={css.origin}>{t("part.fromFile")}</p>;
  return (
    <div className={css.origin}>
      <span>
        {part.changedAt === null
          ? t("part.changed")
          : t("part.changedAt", { when: ago(part.changedAt, Date.now()) })}
      </span>
      <PushButton kind="quiet" busy={edit.saving.busy} onPress={() => void edit.reset()}>
        {t("part.reset")}
      </PushButton>
    </div>
  );
}

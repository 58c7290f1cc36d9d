/** A part of the city as it is edited: read, changed on top of what is newest, and told what others did meanwhile. */
import { useCallback, useState } from "react";
import type { z } from "zod";
import type { CityPartName } from "#contract/administration";
import { type Part, readPart, resetPart, savePart } from "../../live/administration.ts";
import { fetchCityName } from "../../live/fetch-city.ts";
import { HttpError } from "../../live/http.ts";
import { type Answer, useAnswer } from "../../ui/use-answer.ts";
import { type Saving, useSaving } from "../../ui/use-saving.ts";

export interface CityPartEdit<T> {
  answer: Answer<Part<T>>;
  again: () => void;
  saving: Saving;
  /** The part as it was when this page read it, and as somebody else has left it; null while nobody was faster. */
  stale: { before: Part<T>; now: Part<T> } | null;
  /**
   * Saves what `change` makes of the newest content that is known here. After a refusal for a stale version the newest
   * is known, so that pressing once more keeps what others changed elsewhere in it.
   */
  save(change: (content: T) => unknown, nameProperty?: string): Promise<boolean>;
  reset(): Promise<boolean>;
  /** Forgets refusals: another form begins. */
  begin(): void;
}

export function useCityPart<T>(name: CityPartName, schema: z.ZodType<T>): CityPartEdit<T> {
  const read = useCallback((signal: AbortSignal) => readPart(name, schema, signal), [name, schema]);
  const { answer, again } = useAnswer(read);
  const saving = useSaving();
  const [stale, setStale] = useState<CityPartEdit<T>["stale"]>(null);
  const known = stale?.now ?? (answer.phase === "ready" ? answer.value : null);

  const send = (act: (part: Part<T>) => Promise<unknown>) =>
    saving.run(async () => {
      if (!known) return;
      try {
        await act(known);
      } catch (error) {
        if (error instanceof HttpError && error.code === "stale-version")
          setStale({ before: known, now: await readPart(name, schema) });
        throw error;
      }
      setStale(null);
      again();
      // The other parts of the administration name things by it.
      await fetchCityName();
    });
  return {
    answer,
    again,
    saving,
    stale,
    save: (change, nameProperty) =>
      send(({ version, content }) => savePart(name, version, change(content), nameProperty)),
    reset: () => send(({ version }) => resetPart(name, version)),
    begin: () => {
      saving.clear();
      setStale(null);
      if (stale) again();
    },
  };
}

/** What the server finds for words, asked when the typing rests. */
import { useEffect, useState } from "react";
import type { Findings } from "#contract/match";
import { asHttpError, type HttpError } from "../../live/http.ts";
import { search } from "../../live/match.ts";

const REST_MS = 200;
/** Fewer letters find half the city. */
const LEAST = 3;

export interface Found {
  findings: Findings | null;
  busy: boolean;
  error: HttpError | null;
}

const nothing: Found = { findings: null, busy: false, error: null };

export function useFindings(typed: string): Found {
  const words = typed.trim();
  const [found, setFound] = useState<Found>(nothing);
  useEffect(() => {
    if (words.length < LEAST) {
      setFound(nothing);
      return;
    }
    const asked = new AbortController();
    // What was found before stays until there is something newer.
    setFound(({ findings }) => ({ findings, busy: true, error: null }));
    const timer = setTimeout(() => {
      search(words, asked.signal).then(
        (findings) => setFound({ findings, busy: false, error: null }),
        (thrown: unknown) => {
          if (!asked.signal.aborted) setFound({ findings: null, busy: false, error: asHttpError(thrown) });
        },
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [words]);
  return found;
}

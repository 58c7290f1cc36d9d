/** One thing that is sent to the server: under way, refused or done. */
import { useCallback, useState } from "react";
import { asHttpError, type HttpError } from "../live/http.ts";

export interface Saving {
  busy: boolean;
  error: HttpError | null;
  /** How often it went well: a new number is news. */
  done: number;
  /** Gives back whether it went well; what was typed stays where it is when it did not. */
  run(act: () => Promise<unknown>): Promise<boolean>;
  clear(): void;
}

export function useSaving(): Saving {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<HttpError | null>(null);
  const [done, setDone] = useState(0);
  const run = useCallback(async (act: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await act();
      setDone((n) => n + 1);
      return true;
    } catch (thrown) {
      setError(asHttpError(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setError(null), []);
  return { busy, error, done, run, clear };
}

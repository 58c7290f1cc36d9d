/** What a page shows of the server's, fetched when it opens and again when asked. */
import { useCallback, useEffect, useState } from "react";
import { asHttpError, type HttpError } from "../live/http.ts";

export type Answer<T> =
  | { phase: "loading" }
  | { phase: "ready"; value: T }
  | { phase: "failed"; error: HttpError };

/** `fetch` must be the same function as long as the question is the same. What is shown stays while it is asked again. */
export function useAnswer<T>(fetch: (signal: AbortSignal) => Promise<T>): {
  answer: Answer<T>;
  again: () => void;
} {
  const [answer, setAnswer] = useState<Answer<T>>({ phase: "loading" });
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is the wish to ask again
  useEffect(() => {
    const asked = new AbortController();
    setAnswer((before) => (before.phase === "failed" ? { phase: "loading" } : before));
    fetch(asked.signal).then(
      (value) => {
        if (!asked.signal.aborted) setAnswer({ phase: "ready", value });
      },
      (error: unknown) => {
        if (!asked.signal.aborted) setAnswer({ phase: "failed", error: asHttpError(error) });
      },
    );
    return () => asked.abort();
  }, [fetch, turn]);
  const again = useCallback(() => setTurn((n) => n + 1), []);
  return { answer, again };
}

/** The server's time for components that show ages: one timer a rate, however many of them there are. */
import { useSyncExternalStore } from "react";
import { usePage } from "../store/page-store.ts";

interface Ticker {
  subscribe(call: () => void): () => void;
  read(): number;
}

const tickers = new Map<number, Ticker>();

/** Renders again every so many ms. */
export function useNow(everyMs: number): number {
  const ticker = tickerOf(everyMs);
  return useSyncExternalStore(ticker.subscribe, ticker.read);
}

function tickerOf(everyMs: number): Ticker {
  const known = tickers.get(everyMs);
  if (known) return known;
  const calls = new Set<() => void>();
  const clock = () => usePage.getState().live.clock.now();
  let now = clock();
  let timer: ReturnType<typeof setInterval> | undefined;
  let offPast: (() => void) | undefined;
  const tell = () => {
    now = clock();
    for (const each of calls) each();
  };
  const ticker: Ticker = {
    subscribe(call) {
      calls.add(call);
      // Nobody looked since the last one left: what was read then is old.
      if (timer === undefined) now = clock();
      timer ??= setInterval(tell, everyMs);
      // Where the past is played, minutes pass between two ticks.
      offPast ??= usePage.subscribe((page, before) => page.past !== before.past && tell());
      return () => {
        calls.delete(call);
        if (calls.size > 0) return;
        offPast?.();
        offPast = undefined;
        clearInterval(timer);
        timer = undefined;
      };
    },
    read: () => now,
  };
  tickers.set(everyMs, ticker);
  return ticker;
}

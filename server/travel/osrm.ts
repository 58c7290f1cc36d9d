/** Ways on the roads, from an OSRM server's table service; by the straight line while it does not answer. */
import type { Logger } from "pino";
import { z } from "zod";
import type { Place } from "#domain/rank-brigades";
import type { Clock } from "../context.ts";
import type { StraightLine, TravelTable, TravelTimes } from "./travel-times.ts";

export interface OsrmOptions {
  url: string;
  instead: StraightLine;
  clock: Clock;
  logger: Logger;
  /** A dispatcher waits for it. */
  timeoutMs?: number;
}

/** Null: there is no way. */
const Answer = z.object({
  code: z.literal("Ok"),
  durations: z.array(z.array(z.number().min(0).nullable())),
});

/** OSRM's own limit unless it was started with another one, sources and destinations together. */
const MOST_PLACES = 100;
/** After a failure nobody waits for it again for so long. */
const REST_MS = 15_000;

export class Osrm implements TravelTimes {
  private readonly options: OsrmOptions;
  private restsUntil = 0;

  constructor(options: OsrmOptions) {
    this.options = options;
  }

  async table(from: readonly Place[], to: readonly Place[]): Promise<TravelTable> {
    const { clock, instead, logger } = this.options;
    const straight = await instead.table(from, to);
    if (from.length === 0 || to.length === 0 || clock.now() < this.restsUntil) return straight;
    try {
      const seconds = await this.ask(from, to, straight.seconds);
      return { seconds, by: "roads" };
    } catch (error) {
      this.restsUntil = clock.now() + REST_MS;
      logger.warn({ err: error }, "the road server did not answer: ways are reckoned by the straight line");
      return straight;
    }
  }

  private async ask(from: readonly Place[], to: readonly Place[], instead: number[][]): Promise<number[][]> {
    const most = MOST_PLACES / 2;
    const rows = await Promise.all(
      partsOf(from, most).map(async (sources) => {
        const parts = await Promise.all(partsOf(to, most).map((targets) => this.askPart(sources, targets)));
        return sources.map((_, i) => parts.flatMap((part) => part[i] ?? []));
      }),
    );
    return rows.flat().map((row, i) => row.map((seconds, j) => seconds ?? instead[i]?.[j] ?? 0));
  }

  private async askPart(from: readonly Place[], to: readonly Place[]): Promise<(number | null)[][]> {
    const { url, timeoutMs = 2_000 } = this.options;
    const places = [...from, ...to].map(({ lon, lat }) => `${lon.toFixed(6)},${lat.toFixed(6)}`).join(";");
    const sources = from.map((_, i) => i).join(";");
    const destinations = to.map((_, i) => from.length + i).join(";");
    const response = await fetch(
      `${url.replace(/\/$/, "")}/table/v1/driving/${places}?sources=${sources}&destinations=${destinations}`,
      { signal: AbortSignal.timeout(timeoutMs) },
    );
    if (!response.ok) throw new Error(`the road server answered ${response.status}`);
    const { durations } = Answer.parse(await response.json());
    if (durations.length !== from.length || durations.some((row) => row.length !== to.length))
      throw new Error(`the road server answered with another table than ${from.length} × ${to.length}`);
    return durations;
  }
}

function partsOf<T>(list: readonly T[], most: number): T[][] {
  const parts: T[][] = [];
  for (let i = 0; i < list.length; i += most) parts.push(list.slice(i, i + most));
  return parts;
}

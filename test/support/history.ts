import type { HistoricReport } from "#contract/history";
import { place } from "./living-city.ts";

/** `count` open reports of the past hour, from somewhere else, in the shipped city. */
export function openReports(count: number, source: string, receivedAt: number): HistoricReport[] {
  return Array.from({ length: count }, (_, i) => ({
    source,
    sourceId: String(i),
    service: "bache",
    lon: place.lon + (i % 50) * 1e-4,
    lat: place.lat + Math.floor(i / 50) * 1e-6,
    receivedAt,
    dueAt: receivedAt + 72 * 3_600_000,
    channel: "import",
    moves: [],
  }));
}

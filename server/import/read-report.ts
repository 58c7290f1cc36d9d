/** A row of somebody's file as a report with its past. */
import type { HistoricMove, HistoricReport } from "#contract/history";
import type { Outcome } from "#contract/report";
import { endOfDay } from "#domain/wall-time";
import type { CityRules } from "../context.ts";
import type { Columns } from "./columns.ts";
import { compileDates } from "./dates.ts";
import { BY_CLOSING_DATE, type ReportMapping } from "./mapping.ts";
import { compilePlace, type SystemOption } from "./read-place.ts";
import { quoted, Refused } from "./refusals.ts";

export type ReadReport = (cells: readonly string[]) => HistoricReport | Refused;

const ID_LIMIT = 120;
const TEXT_LIMIT = 4_000;
const OUTCOMES: Record<string, Outcome> = {
  resolve: "resolved",
  reject: "rejected",
  duplicate: "duplicate",
  cancel: "cancelled",
};

/** Throws ImportError when the file lacks a column that is needed. What the city itself refuses is not looked at here. */
export function compileReport(
  mapping: ReportMapping,
  columns: Columns,
  rules: CityRules,
  system: SystemOption,
): ReadReport {
  const timeZone = mapping.timeZone ?? rules.city.timeZone;
  const id = columns.need("id", mapping.id);
  const received = columns.need("receivedAt", mapping.receivedAt);
  const readPlace = compilePlace(columns, mapping.place, system);
  const service = columns.lookup("service", mapping.service);
  const instant = compileDates(mapping.dates, timeZone);
  const due = columns.may(mapping.dueAt?.columns);
  const closing = compileClosing(mapping, columns, rules, instant);
  const describe = mapping.description?.flatMap((column) => columns.may([column]) ?? []) ?? [];

  return (cells) => {
    const sourceId = id(cells);
    if (sourceId === "") return new Refused("missing-id", "no id");
    if (sourceId.length > ID_LIMIT || unfit.test(sourceId))
      return new Refused("unreadable-id", `${quoted(sourceId)} is no id of up to ${ID_LIMIT} letters`);
    const receivedAt = readDate(received(cells), instant);
    if (receivedAt instanceof Refused) return receivedAt;
    const place = readPlace(cells);
    if (place instanceof Refused) return place;
    const kind = service(cells);
    if (kind.found === undefined)
      return new Refused("unknown-service", `service ${quoted(kind.value)} is not in the mapping`);
    const promise = due?.(cells) ?? "";
    const dueAt =
      promise === ""
        ? rules.dueAt(kind.found, receivedAt.at)
        : readDue(promise, instant, mapping.dueAt?.wholeDay ? timeZone : undefined);
    if (dueAt instanceof Refused) return dueAt;
    const move = closing(cells, receivedAt.at);
    if (move instanceof Refused) return move;
    const description = textOf(describe.map((pick) => pick(cells)).filter((text) => text !== ""));
    return {
      source: mapping.source,
      sourceId,
      service: kind.found,
      ...place,
      receivedAt: receivedAt.at,
      dueAt,
      channel: "import",
      ...(description !== "" && { description }),
      moves: move ? [move] : [],
    };
  };
}

type Instant = ReturnType<typeof compileDates>;

function readDate(text: string, instant: Instant): { at: number; dayOnly: boolean } | Refused {
  if (text === "") return new Refused("missing-date", "no date");
  return (
    instant(text) ??
    new Refused("unreadable-date", `${quoted(text)} is no date that the mapping tells to read`)
  );
}

/** A promise for a whole day is kept until that day is over, in the zone's time. */
function readDue(text: string, instant: Instant, wholeDayIn: string | undefined): number | Refused {
  const date = readDate(text, instant);
  if (date instanceof Refused) return date;
  return wholeDayIn !== undefined && date.dayOnly ? endOfDay(date.at, wholeDayIn) : date.at;
}

/**
 * How a row was closed, or undefined when it is open. An open report stays `received` whatever the source calls it: who
 * works on it there is no brigade here, and only what is in the queue can be given to one.
 */
function compileClosing(mapping: ReportMapping, columns: Columns, { city }: CityRules, instant: Instant) {
  const status = mapping.status && columns.lookup("status", mapping.status);
  const how = mapping.closing && columns.lookup("closing", mapping.closing);
  const closed = mapping.closedAt ? columns.need("closedAt", mapping.closedAt) : () => "";
  const uses = new Map(city.reasons.map((reason) => [reason.code, reason.use]));
  const usual = city.reasons.find((reason) => reason.use === "resolve")?.code;

  return (cells: readonly string[], receivedAt: number): HistoricMove | Refused | undefined => {
    const date = closed(cells);
    const told = status?.(cells) ?? { found: BY_CLOSING_DATE, value: "" };
    if (told.found === undefined)
      return new Refused("unknown-status", `status ${quoted(told.value)} is not in the mapping`);
    const state = told.found === BY_CLOSING_DATE ? (date === "" ? "open" : "closed") : told.found;
    if (state === "open") return undefined;
    if (date === "") return new Refused("missing-closing-date", "closed, but no date tells when");
    const at = readDate(date, instant);
    if (at instanceof Refused) return at;
    if (at.at < receivedAt)
      return new Refused("dates-out-of-order", `closed ${quoted(date)}, before it was received`);
    const reason = state === "closed" ? (how ? how(cells).found : usual) : state;
    const outcome = reason === undefined ? "resolved" : OUTCOMES[uses.get(reason) ?? "resolve"];
    return {
      to: "closed",
      at: at.at,
      outcome: outcome ?? "resolved",
      ...(reason !== undefined && { reason }),
    };
  };
}

/** What neither PostgreSQL's JSON nor a person can read: control characters and halves of a character. */
const unfit = /[^\P{Cc}\n\r\t]|\p{Cs}/u;
const unfitAll = /[^\P{Cc}\n\r\t]|\p{Cs}/gu;

function textOf(parts: string[]): string {
  return parts.join(" · ").slice(0, TEXT_LIMIT).replaceAll(unfitAll, " ").trim();
}

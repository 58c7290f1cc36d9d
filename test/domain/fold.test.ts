import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CityEvent, UnknownEvent } from "#contract/events";
import { fold, type LiveCity } from "#domain/fold";
import { diceOf, emptyCity, happen, wholeOf } from "#test/client/random-log";
import { aReport } from "./any-report.ts";

type Events = (CityEvent | UnknownEvent)[];
const AT = 1_700_000_000_000;
const received = (seq: number, id: number): CityEvent => ({
  seq,
  at: AT,
  kind: "report.received",
  reportId: id,
  version: 1,
  body: { report: aReport({ id }), channel: "web" },
});

/** A log that could have happened, and the city after all of it. */
function logOf(seed: number, length: number): { events: Events; city: LiveCity } {
  const city = emptyCity();
  const dice = diceOf(seed);
  const events = Array.from({ length }, (_, i) => happen(city, AT + i * 60_000, dice));
  return { events, city };
}

function folded(events: Events): LiveCity {
  return events.reduce(fold, emptyCity());
}

const anyLog = fc.record({ seed: fc.nat(), length: fc.integer({ min: 0, max: 120 }) });

describe("the fold", () => {
  test("FD2 takes in an event that is in there already without any effect", () => {
    fc.assert(
      fc.property(anyLog, fc.array(fc.nat(), { maxLength: 20 }), ({ seed, length }, again) => {
        const { events, city } = logOf(seed, length);
        const before = wholeOf(city);
        const { changes } = city.reports;
        for (const place of again) {
          const event = events[place % Math.max(1, length)];
          if (event) fold(city, event);
        }
        expect(wholeOf(city)).toEqual(before);
        expect(city.reports.changes).toBe(changes);
      }),
    );
  });

  test("FD2 of batches that overlap is the fold of the log", () => {
    fc.assert(
      fc.property(
        anyLog,
        fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 }),
        ({ seed, length }, cuts) => {
          const { events, city } = logOf(seed, length);
          const other = emptyCity();
          for (const [from, size] of cuts) {
            // Never a hole: a batch begins at the cursor or before it.
            const start = from % (other.cursor + 1);
            for (const event of events.slice(start, start + (size % (length + 1)))) fold(other, event);
          }
          for (const event of events) fold(other, event);
          expect(wholeOf(other)).toEqual(wholeOf(city));
          expect(other.unknownEvents).toBe(city.unknownEvents);
        },
      ),
    );
  });

  test("keeps the digest of what it holds", () => {
    fc.assert(
      fc.property(anyLog, ({ seed, length }) => {
        const { city } = logOf(seed, length);
        const afresh = emptyCity();
        for (let row = 0; row < city.reports.count; row++) afresh.reports.set(city.reports.at(row));
        expect(city.reports.digest).toEqual(afresh.reports.digest);
        expect(city.cursor).toBe(length);
      }),
    );
  });

  test("FD4 counts a kind that it does not know and takes the version that it made, and nothing else", () => {
    const city = folded([received(1, 7)]);
    fold(city, { seq: 2, at: AT, kind: "report.blessed", reportId: 7, version: 2 });
    expect(city.reports.get(7)).toEqual(aReport({ id: 7, version: 2 }));
    fold(city, { seq: 3, at: AT, kind: "report.blessed", reportId: 7, version: null });
    fold(city, { seq: 4, at: AT, kind: "report.blessed", reportId: 99, version: 3 });
    fold(city, { seq: 5, at: AT, kind: "weather.changed", reportId: null, version: null });
    expect(city.reports.get(7)?.version).toBe(2);
    expect([city.cursor, city.unknownEvents, city.reports.count]).toEqual([5, 4, 1]);
  });

  test("FD3 lets a report leave and come back", () => {
    const reopened = aReport({ id: 7, status: "reopened", version: 4, reopenings: 1 });
    const head = { at: AT, reportId: 7 };
    const city = folded([
      received(1, 7),
      {
        ...head,
        seq: 2,
        version: 2,
        kind: "report.closed",
        body: { outcome: "resolved", reason: "repaired" },
      },
      { ...head, seq: 3, version: 3, kind: "report.archived", body: {} },
    ]);
    expect(city.reports.digest).toEqual({ count: 0, sum: 0 });
    const body = { report: reopened, reason: "came-back" };
    fold(city, { ...head, seq: 4, version: 4, kind: "report.reopened", body });
    expect(city.reports.get(7)).toEqual(reopened);
  });

  test("shows an imported report unless it was over long ago", () => {
    const imported = (seq: number, id: number, archived: boolean): CityEvent => ({
      seq,
      at: AT,
      kind: "report.imported",
      reportId: id,
      version: 1,
      body: { report: aReport({ id }), archived, source: "elsewhere", moves: [] },
    });
    const city = folded([imported(1, 1, false), imported(2, 2, true)]);
    expect(wholeOf(city).reports.map((report) => report.id)).toEqual([1]);
  });

  test("is not led astray by an event about a report that it does not hold", () => {
    const head = { at: AT, reportId: 5, version: 2 };
    const city = folded([
      { ...head, seq: 1, kind: "report.assigned", body: { brigade: 1 } },
      { ...head, seq: 2, kind: "report.overdue", body: {} },
      { ...head, seq: 3, kind: "report.archived", body: {} },
      { ...head, seq: 4, kind: "report.travelling", body: {}, reportId: null },
    ]);
    expect([city.cursor, city.reports.count, city.unknownEvents]).toEqual([4, 0, 0]);
  });

  test("keeps a brigade under the name that it was registered with last", () => {
    const brigade = { id: 4, code: "works-1", name: "Uno", department: "works" };
    const head = { at: AT, reportId: null, version: null, kind: "brigade.registered" } as const;
    const city = folded([
      { ...head, seq: 1, body: { brigade } },
      { ...head, seq: 2, body: { brigade: { ...brigade, name: "Dos" } } },
    ]);
    expect([...city.brigades.values()]).toEqual([{ ...brigade, name: "Dos" }]);
  });

  test("announces first soon, then late", () => {
    const head = { at: AT, reportId: 7 };
    const city = folded([received(1, 7), { ...head, seq: 2, version: 2, kind: "report.due-soon", body: {} }]);
    expect(city.reports.get(7)).toEqual(aReport({ id: 7, version: 2, alert: "soon" }));
    fold(city, { ...head, seq: 3, version: 3, kind: "report.overdue", body: {} });
    expect(city.reports.get(7)).toEqual(aReport({ id: 7, version: 3, alert: "late" }));
  });
});

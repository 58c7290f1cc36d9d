import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import type { Calendar } from "#contract/city";
import { compileCalendar, deadline, isTimeZone, localDay } from "#domain/calendar";

const HOUR = 3_600_000;
const MINUTE = 60_000;
type Working = Extract<Calendar, { kind: "working" }>;

function working(patch: Partial<Working["week"]>, holidays: string[] = []): Working {
  const week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [], ...patch };
  return { code: "office", kind: "working", week, holidays };
}
function weekdays(...open: [string, string][]): Partial<Working["week"]> {
  return { mon: open, tue: open, wed: open, thu: open, fri: open };
}
function everyDay(...open: [string, string][]): Partial<Working["week"]> {
  return { ...weekdays(...open), sat: open, sun: open };
}
/** Local wall time in a zone → instant. */
function at(local: string, timeZone: string): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).epochMilliseconds;
}
function local(instant: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString();
}

const MONTERREY = "America/Monterrey";
const AUCKLAND = "Pacific/Auckland";
const NEW_YORK = "America/New_York";
const office = working(weekdays(["08:00", "16:00"]), ["2024-12-25", "2025-02-03"]);

describe("a working calendar", () => {
  const compiled = compileCalendar(office, MONTERREY);
  test.each([
    ["2025-01-08T10:00", 2, "2025-01-08T12:00:00", "within a day"],
    ["2025-01-08T05:00", 2, "2025-01-08T10:00:00", "starts counting at opening"],
    ["2025-01-08T15:00", 2, "2025-01-09T09:00:00", "runs on the next day"],
    ["2025-01-08T08:00", 8, "2025-01-08T16:00:00", "exactly one day ends at closing time"],
    ["2025-01-08T16:00", 8, "2025-01-09T16:00:00", "starting at closing time"],
    ["2025-01-10T15:00", 2, "2025-01-13T09:00:00", "over a weekend"],
    ["2025-01-31T15:00", 2, "2025-02-04T09:00:00", "a holiday on Monday bridges the weekend"],
    ["2024-12-24T15:00", 2, "2024-12-26T09:00:00", "over Christmas"],
    ["2024-12-31T15:30", 1, "2025-01-01T08:30:00", "over the end of the year"],
    ["2025-01-08T10:00", 0.25, "2025-01-08T10:15:00", "parts of an hour"],
  ])("%s + %d h = %s: %s", (start, hours, due) => {
    expect(local(deadline(at(start, MONTERREY), hours, compiled), MONTERREY)).toBe(due);
  });

  test("a break at noon does not count", () => {
    const split = compileCalendar(working(weekdays(["09:00", "13:00"], ["14:00", "18:00"])), MONTERREY);
    expect(local(deadline(at("2025-01-08T12:00", MONTERREY), 2, split), MONTERREY)).toBe(
      "2025-01-08T15:00:00",
    );
    expect(local(deadline(at("2025-01-08T12:00", MONTERREY), 1, split), MONTERREY)).toBe(
      "2025-01-08T13:00:00",
    );
  });

  test("hours that overlap in the file count once", () => {
    const twice = compileCalendar(working(weekdays(["09:00", "13:00"], ["12:00", "18:00"])), MONTERREY);
    expect(local(deadline(at("2025-01-08T09:00", MONTERREY), 9, twice), MONTERREY)).toBe(
      "2025-01-08T18:00:00",
    );
  });
});

describe("clock changes", () => {
  const allDay = working(everyDay(["00:00", "24:00"]));
  test("the day that skips an hour has 23, the day that repeats one has 25", () => {
    const newYork = compileCalendar(allDay, NEW_YORK);
    expect(local(deadline(at("2025-03-09T00:00", NEW_YORK), 23, newYork), NEW_YORK)).toBe(
      "2025-03-10T00:00:00",
    );
    expect(local(deadline(at("2025-11-02T00:00", NEW_YORK), 25, newYork), NEW_YORK)).toBe(
      "2025-11-03T00:00:00",
    );
  });
  test("in the south the skipped hour comes in September", () => {
    const auckland = compileCalendar(allDay, AUCKLAND);
    expect(local(deadline(at("2025-09-28T00:00", AUCKLAND), 23, auckland), AUCKLAND)).toBe(
      "2025-09-29T00:00:00",
    );
    expect(local(deadline(at("2025-04-06T00:00", AUCKLAND), 25, auckland), AUCKLAND)).toBe(
      "2025-04-07T00:00:00",
    );
  });
  test("opening times inside the skipped hour never come, inside the repeated hour come twice", () => {
    const night = compileCalendar(working(everyDay(["02:00", "03:00"])), NEW_YORK);
    expect(local(deadline(at("2025-03-08T12:00", NEW_YORK), 1, night), NEW_YORK)).toBe("2025-03-10T03:00:00");
    const early = compileCalendar(working(everyDay(["01:00", "02:00"])), NEW_YORK);
    expect(deadline(at("2025-11-02T00:00", NEW_YORK), 2, early)).toBe(at("2025-11-02T02:00", NEW_YORK));
  });
  test("a working day after the change opens at the new local hour", () => {
    const summer = compileCalendar(office, NEW_YORK);
    expect(local(deadline(at("2025-03-07T15:00", NEW_YORK), 2, summer), NEW_YORK)).toBe(
      "2025-03-10T09:00:00",
    );
    expect(local(deadline(at("2025-10-31T15:00", NEW_YORK), 2, summer), NEW_YORK)).toBe(
      "2025-11-03T09:00:00",
    );
  });
});

describe("a continuous calendar", () => {
  test("is plain addition, across clock changes too", () => {
    const always = compileCalendar({ code: "always", kind: "continuous" }, NEW_YORK);
    const start = at("2025-03-09T00:00", NEW_YORK);
    expect(deadline(start, 24, always)).toBe(start + 24 * HOUR);
  });
});

describe("against an oracle that asks the clock on the wall every minute", () => {
  const time = fc
    .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 96 }))
    .filter(([from, to]) => from < to)
    .map(([from, to]): [string, string] => [quarter(from), quarter(to)]);
  const hours = fc.array(time, { maxLength: 2 });
  const calendar = fc
    .record({
      week: fc.record({ mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours }),
      days: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 3 }),
    })
    .filter(({ week }) => Object.values(week).some((spans) => spans.length > 0));
  // Around both clock changes of three zones, and a new year.
  const place = fc.constantFrom(
    [NEW_YORK, "2025-03-07T00:00"],
    [NEW_YORK, "2025-10-31T00:00"],
    [AUCKLAND, "2025-04-04T00:00"],
    [AUCKLAND, "2025-09-26T00:00"],
    [MONTERREY, "2024-12-28T00:00"],
    ["Australia/Lord_Howe", "2025-04-04T00:00"],
  );

  test("deadlines agree, are open, and never run backwards", () => {
    fc.assert(
      fc.property(
        calendar,
        place,
        fc.integer({ min: 0, max: 4 * 1440 }),
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 0, max: 600 }),
        ({ week, days }, [zone = MONTERREY, from = ""], offset, minutes, more) => {
          const first = Temporal.PlainDate.from(from.slice(0, 10));
          const rules = working(
            week,
            days.map((day) => first.add({ days: day }).toString()),
          );
          const compiled = compileCalendar(rules, zone);
          const start = at(from, zone) + offset * MINUTE;
          const due = deadline(start, minutes / 60, compiled);
          expect(due).toBe(slowDeadline(start, minutes, rules, zone));
          expect(isOpen(due - MINUTE, rules, zone)).toBe(true);
          expect(deadline(start, (minutes + more) / 60, compiled)).toBeGreaterThanOrEqual(due);
          expect(deadline(start + more * MINUTE, minutes / 60, compiled)).toBeGreaterThanOrEqual(due);
        },
      ),
      { numRuns: 150 },
    );
  });

  function quarter(n: number): string {
    return `${String(Math.floor(n / 4)).padStart(2, "0")}:${String((n % 4) * 15).padStart(2, "0")}`;
  }
  function slowDeadline(start: number, minutes: number, rules: Working, zone: string): number {
    let left = minutes;
    let now = start;
    while (left > 0) {
      if (isOpen(now, rules, zone)) left--;
      now += MINUTE;
    }
    return now;
  }
  /** Asks Intl, not Temporal: nothing is shared with what is tested. */
  function isOpen(instant: number, rules: Working, zone: string): boolean {
    const part = new Map(
      wallClock(zone)
        .formatToParts(instant)
        .map(({ type, value }) => [type, value]),
    );
    const day = `${part.get("year")}-${part.get("month")}-${part.get("day")}`;
    if (rules.holidays.includes(day)) return false;
    const clock = `${part.get("hour")}:${part.get("minute")}`;
    const weekday = (part.get("weekday") ?? "").toLowerCase();
    const open = Object.entries(rules.week).find(([name]) => name === weekday)?.[1] ?? [];
    return open.some(([from, to]) => from <= clock && clock < to);
  }
  const formats = new Map<string, Intl.DateTimeFormat>();
  function wallClock(timeZone: string): Intl.DateTimeFormat {
    const known = formats.get(timeZone);
    if (known) return known;
    const format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "short",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(timeZone, format);
    return format;
  }
});

describe("what makes no sense is refused", () => {
  test("a week that is never open", () => {
    expect(() => compileCalendar(working({}), MONTERREY)).toThrow(/office: week must be open/);
  });
  test.each(["America/Nowhere", "+02:00", ""])("the time zone '%s'", (zone) => {
    expect(() => compileCalendar(office, zone)).toThrow(RangeError);
    expect(isTimeZone(zone)).toBe(false);
  });
  test.each([
    [Number.NaN, 1],
    [0, -1],
    [0, Number.NaN],
    [0, Number.POSITIVE_INFINITY],
  ])("deadline(%d, %d)", (start, hours) => {
    expect(() => deadline(start, hours, compileCalendar(office, MONTERREY))).toThrow(RangeError);
  });
});

describe("the city's day", () => {
  test.each([
    ["2025-01-01T05:59:59Z", MONTERREY, "2024-12-31"],
    ["2025-01-01T06:00:00Z", MONTERREY, "2025-01-01"],
    ["2025-09-27T13:59:00Z", AUCKLAND, "2025-09-28"],
    ["2025-06-30T11:59:59Z", AUCKLAND, "2025-06-30"],
    ["2025-06-30T12:00:00Z", AUCKLAND, "2025-07-01"],
  ])("%s in %s is %s", (instant, zone, day) => {
    expect(localDay(Date.parse(instant), zone)).toBe(day);
  });
  test("agrees with Temporal everywhere", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: Date.UTC(2040, 0) }),
        fc.constantFrom(MONTERREY, AUCKLAND, NEW_YORK),
        (instant, zone) => {
          expect(localDay(instant, zone)).toBe(local(instant, zone).slice(0, 10));
        },
      ),
    );
  });
});

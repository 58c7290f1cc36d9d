/** The city's wall clock. `Intl` knows the zones; nothing else has to be shipped for that. */

export interface LocalClock {
  /** Days since 1970 of the local date, and the local weekday. */
  day: number;
  weekday: Weekday;
  /** 0…1439 */
  minutes: number;
  /** When the local day began, ms since the epoch. */
  dayStart: number;
}

export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
/** The epoch was a Thursday. */
const weekdays: readonly Weekday[] = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"];

export class CityClock {
  private readonly format: Intl.DateTimeFormat;

  /** @throws RangeError for an unknown time zone */
  constructor(timeZone: string) {
    this.format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  at(instant: number): LocalClock {
    const wall = this.wall(instant);
    const day = Math.floor(wall / DAY);
    let dayStart = instant - (wall - day * DAY);
    // A clock change since midnight: the wall shows another time there than was reckoned with.
    dayStart -= this.wall(dayStart) - day * DAY;
    return {
      day,
      weekday: weekdays[((day % 7) + 7) % 7] ?? "mon",
      minutes: Math.floor((wall - day * DAY) / 60_000),
      dayStart,
    };
  }

  /** What the wall shows, as if it were UTC. */
  private wall(instant: number): number {
    const parts = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
    for (const { type, value } of this.format.formatToParts(instant))
      if (type in parts) parts[type as keyof typeof parts] = Number(value);
    const { year, month, day, hour, minute, second } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) + (instant % 1000);
  }
}

const DAY = 86_400_000;

/** Making one takes milliseconds, and what plays asks for one in every picture. */
const made = new Map<string, CityClock>();

/** @throws RangeError for an unknown time zone */
export function cityClock(timeZone: string): CityClock {
  const clock = made.get(timeZone) ?? new CityClock(timeZone);
  made.set(timeZone, clock);
  return clock;
}

/** Whether somebody with these hours is on duty. A shift that ends before it starts runs past midnight. */
export function onShift(
  shift: { days: readonly Weekday[]; from: string; to: string },
  { weekday, minutes }: Pick<LocalClock, "weekday" | "minutes">,
): boolean {
  const from = minutesOf(shift.from);
  const to = minutesOf(shift.to);
  if (from < to) return shift.days.includes(weekday) && minutes >= from && minutes < to;
  const yesterday = weekdays[(weekdays.indexOf(weekday) + 6) % 7] ?? "mon";
  return (
    (shift.days.includes(weekday) && minutes >= from) || (shift.days.includes(yesterday) && minutes < to)
  );
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

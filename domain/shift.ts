/** When a brigade is on duty, by the city's clocks. */
import type { BrigadeFile } from "#contract/city";
import { offsetAt } from "./calendar.ts";

const DAY = 86_400_000;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** A shift that ends before it begins runs past midnight, and belongs to the day on which it began. */
export function isOnDuty(shift: BrigadeFile["shift"], at: number, timeZone: string): boolean {
  const local = at + offsetAt(at, timeZone);
  const today = Math.floor(local / DAY);
  const from = clockMs(shift.from);
  const to = clockMs(shift.to) > from ? clockMs(shift.to) : clockMs(shift.to) + DAY;
  return [today, today - 1].some((day) => {
    const weekday = WEEKDAYS[(((day + 3) % 7) + 7) % 7];
    const since = local - day * DAY;
    return weekday !== undefined && shift.days.includes(weekday) && since >= from && since < to;
  });
}

/** "HH:MM" as ms since midnight. */
function clockMs(clock: string): number {
  return Number(clock.slice(0, 2)) * 3_600_000 + Number(clock.slice(3)) * 60_000;
}

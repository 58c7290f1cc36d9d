/** When a brigade is on duty, by the city's clocks. */
import type { BrigadeFile } from "#contract/city";
import { offsetAt } from "./calendar.ts";

const DAY = 86_400_000;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export function isOnDuty(shift: BrigadeFile["shift"], at: number, timeZone: string): boolean {
  return onDutySince(shift, at, timeZone) !== undefined;
}

/**
 * When the shift began that is on at an instant; undefined while none is. One that ends before it begins runs past midnight, and
 * belongs to the day on which it began.
 */
export function onDutySince(shift: BrigadeFile["shift"], at: number, timeZone: string): number | undefined {
  const local = at + offsetAt(at, timeZone);
  const today = Math.floor(local / DAY);
  const from = clockMs(shift.from);
  const to = clockMs(shift.to) > from ? clockMs(shift.to) : clockMs(shift.to) + DAY;
  const day = [today, today - 1].find((each) => {
    const weekday = WEEKDAYS[(((each + 3) % 7) + 7) % 7];
    const since = local - each * DAY;
    return weekday !== undefined && shift.days.includes(weekday) && since >= from && since < to;
  });
  return day === undefined ? undefined : at - (local - day * DAY - from);
}

/** "HH:MM" as ms since midnight. */
function clockMs(clock: string): number {
  return Number(clock.slice(0, 2)) * 3_600_000 + Number(clock.slice(3)) * 60_000;
}

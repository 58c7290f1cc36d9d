/** How somebody wants to be told of new alerts, on this machine. Silent until they choose: a room of desks would shrill. */
import { create } from "zustand";

export interface AlarmHabit {
  sound: boolean;
  /** Notifications of the browser; it asks for its own permission. */
  notify: boolean;
}

const KEY = "cuadrilla.alarm";

export const useAlarmHabit = create<AlarmHabit>()(() => readHabit());

export function setAlarmHabit(change: Partial<AlarmHabit>): void {
  useAlarmHabit.setState(change);
  try {
    localStorage.setItem(KEY, JSON.stringify(useAlarmHabit.getState()));
  } catch {
    // A browser that keeps nothing: it holds for this page.
  }
}

function readHabit(): AlarmHabit {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    const is = (name: string) =>
      typeof kept === "object" && kept !== null && Reflect.get(kept, name) === true;
    return { sound: is("sound"), notify: is("notify") };
  } catch {
    return { sound: false, notify: false };
  }
}

/**
 * Whether single characters are keys of the page, in this browser. Who speaks to the machine or hits beside a key turns them off
 * (WCAG 2.1.4); chords, Escape, Enter and arrows stay, and so do the keys of a list or form that has the focus.
 */
import { create } from "zustand";

const KEY = "cuadrilla.keys";

export const useSingleKeys = create<{ on: boolean }>()(() => ({ on: recall() }));

export function setSingleKeys(on: boolean): void {
  useSingleKeys.setState({ on });
  try {
    localStorage.setItem(KEY, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing: it holds for this page.
  }
}

/** Whether a key of the page means nothing. */
export function isSilenced(key: string): boolean {
  return !useSingleKeys.getState().on && key.length === 1 && key !== " ";
}

function recall(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

/** What only the wall keeps: its link, what it left out of it, the view whose turn it is, and its own reading of the city. */
import { create } from "zustand";
import type { WallReading } from "./wall-reading.ts";
import { type Ignored, readWall, type Turn, turnsOf, type WallLink } from "./wall-url.ts";

export interface WallState {
  link: WallLink;
  ignored: readonly Ignored[];
  turns: readonly Turn[];
  /** Which of them is shown. */
  turn: number;
  reading: WallReading | null;
}

function fromLink(search: string): WallState {
  const { wall, ignored } = readWall(search);
  return { link: wall, ignored, turns: turnsOf(wall), turn: 0, reading: null };
}

export const useWall = create<WallState>()(() => fromLink(""));

export function openWall(search: string): void {
  useWall.setState(fromLink(search));
}

/** What only the wall keeps: its link, what it left out of it, the view whose turn it is, and its own reading of the city. */
import { create } from "zustand";
import type { WallReading } from "./wall-reading.ts";
import { type Ignored, readWall, type Turn, turnsOf, type WallLink, wallParameters } from "./wall-url.ts";

export interface WallState {
  link: WallLink;
  ignored: readonly Ignored[];
  turns: readonly Turn[];
  /** Which of them is shown. */
  turn: number;
  reading: WallReading | null;
  /** It is of the past: whatever differs there, or on the way back, has not just changed. */
  isPast: boolean;
  /** What the link says, or what fits. */
  scale: number;
}

function fromLink(search: string): WallState {
  const { wall, ignored } = readWall(search);
  return {
    link: wall,
    ignored,
    turns: turnsOf(wall),
    turn: 0,
    reading: null,
    isPast: false,
    scale: wall.scale,
  };
}

export const useWall = create<WallState>()(() => fromLink(""));

export function openWall(search: string): void {
  useWall.setState(fromLink(search));
}

/** Of all that stands on the wall. What the link asks for in vain is named. */
export function setScale(scale: number): void {
  const { link, ignored } = useWall.getState();
  const asked = { name: "scale", value: String(link.scale) };
  const isInVain = scale < link.scale && link.scale !== wallParameters.scale.unset;
  const others = ignored.filter(({ name, value }) => name !== asked.name || value !== asked.value);
  useWall.setState({ scale, ignored: isInVain ? [...others, asked] : others });
  document.documentElement.style.setProperty("--wall-scale", String(scale));
}

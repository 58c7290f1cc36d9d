/** Starts, paces and stops the play of the city. A client like any other: it talks HTTP and nothing else. */
import { pause } from "#demo/play/api";
import { createPlay, type PlayOptions, type PlayStatus } from "#demo/play/play";

/** Between two steps by the clock, ms: as often as phones send. */
const TICK = 2_000;
/** After a bug, so that its log does not fill the disk. */
const AFTER_BUG = 30_000;

export type SimulatorOptions = Omit<PlayOptions, "signal">;

export interface Simulator {
  /** Everybody stands still; nothing is sent. */
  pause(): void;
  resume(): void;
  /** 1…60 times the clock. Throws RangeError for anything else. */
  setSpeed(speed: number): void;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
  status(): SimulatorStatus;
}

export interface SimulatorStatus extends PlayStatus {
  state: "running" | "paused" | "stopped";
  speed: number;
}

/** Throws RangeError when the city cannot be played or the speed is out of range; later nothing is ever thrown. */
export function startSimulator(options: SimulatorOptions): Simulator {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { clock, log } = options;
  let speed = checkSpeed(options.speed);
  let paused = false;
  const play = createPlay({ ...options, signal });

  const run = async () => {
    let told = false;
    while (!signal.aborted) {
      const began = clock.now();
      let wait = TICK;
      try {
        if (!paused) await play.step();
      } catch (error) {
        wait = AFTER_BUG;
        if (!told && !signal.aborted) log.warn({ err: error }, "demo: a step of the simulator failed");
        told = true;
      }
      await pause(Math.max(50, wait - (clock.now() - began)), signal);
    }
  };
  const ended = run();

  return {
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
    },
    setSpeed(next) {
      speed = checkSpeed(next);
      play.setSpeed(speed);
    },
    stop() {
      stopping.abort();
      return ended;
    },
    status: () => ({
      ...play.status(),
      state: signal.aborted ? "stopped" : paused ? "paused" : "running",
      speed,
    }),
  };
}

function checkSpeed(speed: number): number {
  if (!(speed >= 1 && speed <= 60)) throw new RangeError(`speed must be from 1 to 60, is ${speed}`);
  return speed;
}

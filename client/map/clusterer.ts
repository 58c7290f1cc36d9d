/** Asks the cluster thread. One question at a time; of those that come meanwhile only the last is worth an answer. */
import type { ClusterPoints } from "#geo/cluster";
import type { ClusterResult, ClusterTask } from "./cluster.webworker.ts";

type Task = Omit<ClusterTask, "turn">;

export class Clusterer {
  private readonly worker = new Worker(new URL("./cluster.webworker.ts", import.meta.url), {
    type: "module",
  });
  private turn = 0;
  private busy = false;
  private waiting: (() => Task) | undefined;

  constructor(onResult: (result: ClusterResult) => void) {
    this.worker.addEventListener("message", ({ data }: MessageEvent<ClusterResult>) => {
      this.busy = false;
      if (data.turn === this.turn) onResult(data);
      this.next();
    });
  }

  /** `task` is called when its turn comes, with what is true by then. */
  ask(task: () => Task): void {
    this.waiting = task;
    if (!this.busy) this.next();
  }

  /** Answers that are still on the way are of no use any more. */
  forget(): void {
    this.turn++;
    this.waiting = undefined;
  }

  stop(): void {
    this.worker.terminate();
  }

  private next(): void {
    const task = this.waiting?.();
    this.waiting = undefined;
    if (!task) return;
    this.busy = true;
    const message: ClusterTask = { turn: ++this.turn, ...task };
    this.worker.postMessage(message, { transfer: buffersOf(task.points) });
  }
}

function buffersOf(points: ClusterPoints): ArrayBuffer[] {
  return [points.id, points.lon, points.lat, points.urgency].map((column) => column.buffer as ArrayBuffer);
}

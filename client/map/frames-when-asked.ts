/**
 * The beat of what is drawn over the map. deck.gl asks for sixty animation frames a second for ever, whether or not there is
 * anything to draw, and each costs the page (some 40 ms of every second, measured); here a frame is asked for only when somebody
 * has said that there is something.
 */

/** What is loaded meanwhile, or waits in a library, is looked for when nothing else has been drawn for so long. */
const LOOK_EVERY = 500;

export class FramesWhenAsked {
  private waiting: ((time: number) => void) | undefined;
  private isStopped = false;
  private frame: number | undefined;
  private look = setTimeout(() => this.wake(), LOOK_EVERY);

  /** As deck.gl's loop asks for its next frame: it gets it when there is something to draw. */
  requestAnimationFrame = (call: (time: number) => void): number => {
    this.waiting = call;
    return 1;
  };

  cancelAnimationFrame = (): void => {
    this.waiting = undefined;
  };

  /** There is something to draw. */
  wake(): void {
    if (this.isStopped) return;
    this.frame ??= requestAnimationFrame((time) => this.draw(time));
  }

  /** Draws in the animation frame that the caller is in: another one would cost the page as much again. */
  drawNow(): void {
    if (this.isStopped) return;
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.draw(performance.now());
  }

  private draw(time: number): void {
    this.frame = undefined;
    clearTimeout(this.look);
    this.look = setTimeout(() => this.wake(), LOOK_EVERY);
    const call = this.waiting;
    this.waiting = undefined;
    call?.(time);
  }

  /** The map that goes away still tells that it does. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.look);
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
  }
}

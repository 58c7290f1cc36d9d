/** What moves on the map by itself: brigades, their trails, and the rings that fade where something has changed. */
import { Glide } from "./glide.ts";
import { type BrigadeMark, brigadeLayers } from "./layers/brigades.ts";
import { GLOW_MS, glowLayer, selectionLayer } from "./layers/highlights.ts";
import { trailLayer } from "./layers/trails.ts";
import type { Stage } from "./look.ts";
import { brigadeMarks, type Scene, spotOf } from "./scene.ts";

/** Gliding is smooth at 30 pictures a second; fading needs no more than a few. */
const GLIDE_EVERY = 33;
const FADE_EVERY = 200;

export class MovingPart {
  private readonly glide = new Glide();
  private readonly stage: Stage;
  private scene: Scene | undefined;
  private brigades: BrigadeMark[] = [];
  private frame: number | undefined;
  private frameAt = 0;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  show(scene: Scene): void {
    this.scene = scene;
    this.wake();
  }

  /** Goes on by itself until everything stands still. */
  wake(): void {
    this.frame ??= requestAnimationFrame((at) => this.animate(at));
  }

  stop(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
  }

  /** Which brigade the i-th arrow is. */
  brigadeAt(index: number): number | undefined {
    return this.brigades[index]?.id;
  }

  private animate(at: number): void {
    this.frame = undefined;
    const { scene } = this;
    if (!scene) return;
    this.glide.still = this.stage.look.stillness;
    const glow = glowSpots(scene);
    const { drawn, moving } = this.glide.at(scene.live.fixes, Date.now());
    const pause = moving ? GLIDE_EVERY : FADE_EVERY;
    if (at - this.frameAt >= pause - 4 || (!moving && glow.length === 0)) {
      this.frameAt = at;
      this.draw(scene, drawn, glow);
    }
    if (moving || glow.length > 0) this.wake();
  }

  private draw(
    scene: Scene,
    drawn: ReturnType<Glide["at"]>["drawn"],
    glow: ReturnType<typeof glowSpots>,
  ): void {
    const { stage } = this;
    const { colours, scale } = stage.look;
    const view = { colours, scale, now: scene.live.clock.now(), selected: scene.selectedBrigade };
    this.brigades = brigadeMarks(scene, drawn);
    stage.put("trails", [trailLayer(scene.live.fixes, drawn, { ...view, fetched: scene.fetchedTrail })]);
    const { arrows, names } = brigadeLayers(this.brigades, { ...view, zoom: stage.zoom() });
    stage.put("brigades", [arrows]);
    stage.put("names", [names]);
    const place = view.selected === undefined ? undefined : drawn.get(view.selected);
    stage.put("brigade", [selectionLayer("brigade", place ? [place] : [], colours, scale, 19)]);
    stage.put("glow", [glowLayer(glow, colours, scale)]);
    stage.present();
  }
}

function glowSpots(scene: Scene) {
  const now = Date.now();
  return [...scene.live.changed]
    .map(([id, at]) => ({ spot: spotOf(scene, id), age: now - at }))
    .flatMap(({ spot, age }) => (spot && age < GLOW_MS ? [{ ...spot, age }] : []));
}

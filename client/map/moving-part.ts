/** What moves on the map by itself: brigades, their trails, and the rings that fade where something has changed. */
import { drawnAt } from "../live/fixes.ts";
import { GLIDE_EVERY, glidePause, RENEW_EVERY } from "./glide-pause.ts";
import { ArrowColumns, arrowLayer } from "./layers/arrow-columns.ts";
import { type BrigadeMark, type BrigadeView, doubtLayer, named, nameLayer } from "./layers/brigades.ts";
import { GLOW_MS, glowLayer, selectionLayer } from "./layers/highlights.ts";
import { trailLayer } from "./layers/trails.ts";
import type { Stage } from "./look.ts";
import { brigadeMarks, type Scene, spotOf } from "./scene.ts";

/** Nobody sees a brigade that went home an hour ago vanish some seconds later. */
const READ_EVERY = 5_000;

export class MovingPart {
  private readonly stage: Stage;
  private scene: Scene | undefined;
  private brigades: BrigadeMark[] = [];
  /** What they were read from. */
  private shown: { reading?: Scene["reading"]; roster: number; until: number } = { roster: -1, until: 0 };
  private readonly columns = new ArrowColumns();
  private arrows: ReturnType<typeof arrowLayer> | undefined;
  private pause = GLIDE_EVERY;
  private zoom: number | undefined;
  private names: BrigadeMark[] = [];
  private frame: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private drawnFor: number | undefined;
  /** The local instant of the last picture: one that is late must not leave the markers short of where they rest. */
  private shownUntil = Number.NEGATIVE_INFINITY;
  private renewedFor = Number.NEGATIVE_INFINITY;
  /** Something has come that is not drawn; and it is of another look or view, so that it cannot wait. */
  private isPending = true;
  private isStale = true;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  show(scene: Scene): void {
    const before = this.scene;
    this.scene = scene;
    // What a person has done is answered at once, and each step through the past; what is read anew several times a second
    // waits for the next renewal.
    if (
      scene.live !== before?.live ||
      scene.live.fixes.roster !== this.shown.roster ||
      scene.selectedBrigade !== before.selectedBrigade ||
      scene.fetchedTrail.length !== before.fetchedTrail.length
    )
      this.isStale = true;
    this.wake();
  }

  /** Something has come. Goes on by itself until it is drawn and everything stands still. */
  wake(): void {
    this.isPending = true;
    if (this.isStale) this.goOnNow();
    else this.goOn(this.renewedFor + RENEW_EVERY - performance.now());
  }

  /** In the frame after `pause` ms: a frame in which there is nothing to do would cost the page as much as one with. */
  private goOn(pause = 0): void {
    if (this.frame !== undefined || this.timer !== undefined) return;
    const ask = () => {
      this.timer = undefined;
      this.frame = requestAnimationFrame((at) => this.animate(at));
    };
    if (pause <= GLIDE_EVERY) ask();
    else this.timer = setTimeout(ask, pause - GLIDE_EVERY / 2);
  }

  /** Without the pause that it may be in. */
  private goOnNow(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.goOn();
  }

  /** The look is another, or what is seen. */
  redraw(): void {
    this.isStale = true;
    this.wake();
  }

  stop(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.columns.destroy();
  }

  /** Which brigade the i-th arrow is. */
  brigadeAt(index: number): number | undefined {
    return this.brigades[index]?.id;
  }

  private animate(at: number): void {
    this.frame = undefined;
    const { scene } = this;
    if (!scene) return;
    const { stillness } = this.stage.look;
    const local = Date.now();
    const shownAt = this.shownAt();
    const isMoving = () => !stillness && this.shownUntil <= scene.live.fixes.restsAt;
    const glow = glowSpots(scene, local);
    const isDue = (since: number | undefined, pause: number) =>
      since === undefined || at - since >= pause - 4;
    if (this.isStale || isDue(this.renewedFor, RENEW_EVERY)) {
      this.renewedFor = at;
      this.drawnFor = at;
      this.shownUntil = local;
      this.renew(scene, shownAt, glow);
    } else if (isMoving() && isDue(this.drawnFor, this.pause)) {
      this.drawnFor = at;
      this.shownUntil = local;
      this.glide(scene, shownAt);
    }
    const renewal = this.renewedFor + RENEW_EVERY - at;
    if (isMoving()) this.goOn(Math.min(renewal, (this.drawnFor ?? at) + this.pause - at));
    else if (glow.length > 0 || this.isPending) this.goOn(renewal);
  }

  private viewOf({ live, selectedBrigade }: Scene): BrigadeView {
    const { colours, scale } = this.stage.look;
    return { colours, scale, zoom: this.stage.zoom(), now: live.clock.now(), selected: selectedBrigade };
  }

  /** All that a frame, a filter or a passing second changes. */
  private renew(scene: Scene, local: number, glow: ReturnType<typeof glowSpots>): void {
    const isLook = this.isStale;
    this.isStale = false;
    this.isPending = false;
    const { stage } = this;
    const { fixes } = scene.live;
    const view = this.viewOf(scene);
    this.readBrigades(scene);
    const isNew = [this.renewArrows(fixes, view, local, isLook)];
    const [west, south, east, north] = stage.bounds();
    const { place } = fixes.columns;
    this.names = named(this.brigades, view, (slot) => {
      const [lon = 0, lat = 0] = [place[2 * slot], place[2 * slot + 1]];
      return lon >= west && lon <= east && lat >= south && lat <= north;
    });
    isNew.push(
      stage.put("trails", [
        trailLayer(fixes, this.brigades, { ...view, local, fetched: scene.fetchedTrail }),
        doubtLayer(this.brigades, fixes, view, local),
      ]),
      stage.put("glow", [glowLayer(glow, view.colours, view.scale)]),
      this.putFollowers(scene, local),
    );
    if (isNew.includes(true)) stage.present();
    this.arrows?.setNeedsRedraw();
    stage.drawNow();
  }

  /** Fills their columns; makes another layer of them only when they look otherwise or are more or fewer. */
  private renewArrows(
    fixes: Scene["live"]["fixes"],
    view: BrigadeView,
    local: number,
    isLook: boolean,
  ): boolean {
    const { stage, columns } = this;
    if (!stage.device) return false;
    const before = columns.data;
    columns.fill(stage.device, this.brigades, fixes, view, fixes.seconds(local));
    this.pause = glidePause(columns, view);
    const { data } = columns;
    const isSame = data === before && view.zoom === this.zoom && !isLook;
    if (!data || (this.arrows && isSame)) return false;
    this.zoom = view.zoom;
    this.arrows = arrowLayer(data, view, () => fixes.seconds(this.shownAt()));
    return stage.put("brigades", [this.arrows]);
  }

  /** Where less motion is wanted brigades stand at their last fix: their way is over. */
  private shownAt(): number {
    return this.stage.look.stillness ? Number.MAX_SAFE_INTEGER : Date.now();
  }

  /** Who is shown changes with the city, with who is heard of, and, for those who went home, with the hour. */
  private readBrigades(scene: Scene): void {
    const { fixes } = scene.live;
    const now = performance.now();
    const { reading, roster, until } = this.shown;
    if (reading === scene.reading && roster === fixes.roster && now < until) return;
    this.brigades = brigadeMarks(scene);
    this.shown = { reading: scene.reading, roster: fixes.roster, until: now + READ_EVERY };
  }

  /** One picture further: arrows need no more than that it is drawn. */
  private glide(scene: Scene, local: number): void {
    const { stage, arrows } = this;
    if (!arrows) return;
    if (this.names.length > 0 || scene.selectedBrigade !== undefined) {
      this.putFollowers(scene, local);
      stage.present();
    }
    arrows.setNeedsRedraw();
    stage.drawNow();
  }

  /** What goes with the arrows, and is reckoned here. */
  private putFollowers(scene: Scene, local: number): boolean {
    const { stage } = this;
    const { fixes } = scene.live;
    const view = this.viewOf(scene);
    const names = stage.put("names", [nameLayer(this.names, fixes, view, local)]);
    const slot = fixes.slotOf(view.selected);
    const place = slot === undefined ? [] : [drawnAt(fixes, slot, local)];
    return stage.put("brigade", [selectionLayer("brigade", place, view.colours, view.scale, 19)]) || names;
  }
}

function glowSpots(scene: Scene, now: number) {
  return [...scene.live.changed]
    .map(([id, at]) => ({ spot: spotOf(scene, id), age: now - at }))
    .flatMap(({ spot, age }) => (spot && age < GLOW_MS ? [{ ...spot, age }] : []));
}

/** Between the store and the map: what the page knows becomes a scene, what a person does on the map goes into the store. */
import i18next from "i18next";
import { formatOf } from "../i18n/format.ts";
import { localeOf } from "../i18n/languages.ts";
import { selectedBrigade, selectedPlace, selectedReport } from "../live/selected-place.ts";
import { hover, selectBrigadeById, selectReportById } from "../store/actions.ts";
import { useAlerts } from "../store/alerts-store.ts";
import { asksForClosed } from "../store/filters.ts";
import { readNow } from "../store/keep-reading.ts";
import { type PageState, usePage } from "../store/page-store.ts";
import type { CityMap } from "./city-map.ts";
import { readColours } from "./colours.ts";
import type { TrailPoint } from "./layers/trails.ts";
import type { ShownWarning } from "./layers/warnings.ts";
import { loadMap } from "./load-map.ts";
import type { Look } from "./look.ts";
import type { Scene } from "./scene.ts";

/** Labels are drawn once in the page's font; a slow disk must not hold up the map for ever. */
const FONT_PATIENCE = 1500;
const FONT = '600 16px "Inter Variable"';

export interface MapHover {
  id: number;
  x: number;
  y: number;
}

/** Makes a map in `container`, which must stay; gives back how to take it down. */
export function bindMap(
  container: HTMLElement,
  setting: { title: string; scale: number; stillness: boolean; onHover: (hover: MapHover | null) => void },
): { setLook(scale: number, stillness: boolean): void; stop(): void } {
  let map: CityMap | undefined;
  let stopped = false;
  let { scale, stillness } = setting;
  let unsubscribe = () => {};

  const start = async () => {
    const patience = new Promise((resolve) => setTimeout(resolve, FONT_PATIENCE));
    const [{ CityMap }] = await Promise.all([
      loadMap(),
      cityKnown(),
      Promise.race([document.fonts.load(FONT), patience]),
    ]);
    const { answer, base, view, insets, live } = usePage.getState();
    if (stopped || !answer || !base) return;
    map = new CityMap(
      container,
      {
        answer,
        base,
        view,
        insets,
        look: lookOf(usePage.getState(), scale, stillness),
        title: setting.title,
      },
      {
        onView: (view, bounds) => usePage.setState({ view, bounds }),
        onReport: selectReportById,
        onBrigade: selectBrigadeById,
        onHover(spot) {
          hover(spot?.id ?? null);
          setting.onHover(spot);
        },
        onReportsDrawn: () => usePage.setState({ reportsDrawn: true }),
        onFirstDrawn() {
          performance.mark("first-map");
          usePage.setState({ drawn: true });
        },
        onForeignStyleFailed: () => usePage.setState({ basemapFailed: true }),
        onStaleScene: readNow,
      },
    );
    usePage.setState({ map });
    let scene: Scene | undefined;
    const show = (page: PageState, before?: PageState) => {
      const next = sceneOf(page, scene);
      if (next && next !== scene) map?.show(next);
      scene = next ?? scene;
      if (page.insets !== before?.insets) map?.setInsets(page.insets);
      if (!before) return;
      if (page.selection !== before.selection) revealSelection(page);
      const turned = page.theme !== before.theme || page.themeTurns !== before.themeTurns;
      // After the attribute on the root element has changed, from which the colours are read.
      if (turned || page.language !== before.language || page.hiddenLayers !== before.hiddenLayers)
        queueMicrotask(() => {
          if (page.language !== before.language) warn();
          map?.setLook(lookOf(usePage.getState(), scale, stillness));
        });
    };
    show(usePage.getState());
    const offStore = usePage.subscribe(show);
    const warn = () => map?.showWarnings(shownWarnings());
    if (useAlerts.getState().warnings.length > 0) warn();
    const offAlerts = useAlerts.subscribe((now, before) => {
      if (now.warnings !== before.warnings && now.warnings.length + before.warnings.length > 0) warn();
    });
    const wake = () => map?.wake();
    live.moved.add(wake);
    unsubscribe = () => {
      offStore();
      offAlerts();
      live.moved.delete(wake);
    };
  };
  void start();

  return {
    setLook(newScale, newStillness) {
      if (newScale === scale && newStillness === stillness) return;
      scale = newScale;
      stillness = newStillness;
      map?.setLook(lookOf(usePage.getState(), scale, stillness));
    },
    stop() {
      stopped = true;
      unsubscribe();
      usePage.setState({ map: null });
      map?.remove();
    },
  };
}

function cityKnown(): Promise<void> {
  return new Promise((resolve) => {
    const look = ({ answer, base }: PageState) => {
      if (!answer || !base) return;
      stop();
      resolve();
    };
    const stop = usePage.subscribe(look);
    look(usePage.getState());
  });
}

function shownWarnings(): ShownWarning[] {
  const t = i18next.getFixedT(null, "page");
  const within = usePage.getState().answer?.city.bounds;
  if (!within) return [];
  return useAlerts.getState().warnings.map((warning) => {
    const { severity, event } = warning;
    return { warning, label: t(`warning.severity.${severity}`, { event }), within };
  });
}

function lookOf(page: PageState, scale: number, stillness: boolean): Look {
  const city = page.answer?.city;
  const format = formatOf(localeOf(page.language, city), city?.timeZone ?? "UTC");
  const { hiddenLayers: hidden } = page;
  return { colours: readColours(), scale, stillness, hidden, formatCount: format.number };
}

/** The same object as before while nothing in it is new: the map skips what it has drawn already. */
function sceneOf(page: PageState, before: Scene | undefined): Scene | undefined {
  const { live, answer, reading, hovered, marked, filters, trail } = page;
  if (!answer || !reading) return before;
  const selected = selectedReport(page);
  const old = before?.selectedReport;
  const sameSpot = selected?.id === old?.id && selected?.lon === old?.lon && selected?.lat === old?.lat;
  const next: Scene = {
    live,
    city: answer.city,
    reading,
    withClosed: asksForClosed(filters),
    selectedReport: sameSpot && old !== undefined ? old : selected,
    selectedBrigade: selectedBrigade(page),
    hovered,
    marked,
    fetchedTrail: trail?.phase === "ready" ? pointsOf(trail.value) : [],
  };
  const same =
    before &&
    before.reading === next.reading &&
    before.selectedReport === next.selectedReport &&
    before.selectedBrigade === next.selectedBrigade &&
    before.hovered === next.hovered &&
    before.marked === next.marked &&
    before.fetchedTrail.length === next.fetchedTrail.length;
  return same ? before : next;
}

/** What a person has just opened must not lie under the card that opens for it. */
function revealSelection(page: PageState): void {
  const place = selectedPlace(page);
  // The card needs a moment to be laid out, and the map with it.
  if (place) requestAnimationFrame(() => page.map?.reveal(place.lon, place.lat));
}

function pointsOf(points: readonly { lon: number; lat: number; at: number }[]): TrailPoint[] {
  return points.map(({ lon, lat, at }) => [lon, lat, at]);
}

/**
 * Where the demo's people live and report: near avenues, streets and named places of the base, within the boundary and
 * the sectors, never on a hill or in a river. Some blocks complain more than others, as they do.
 */
import type { Base, City } from "#contract/city";
import { type LonLat, type Metres, metresBetween, middleOf, planeAt } from "#demo/plane";
import { normal, type Random, seeded, weighted } from "#demo/random";
import { createLocator } from "#geo/boundary";

/** Metres between two anchors along a line, and the scatter around an anchor on a line and around a place's point. */
const STEP = 40;
const LINE_SCATTER = 45;
const PLACE_SCATTER = 260;
/** Blocks whose people report more or less than others, metres. */
const BLOCK = 450;

export interface Place {
  lon: number;
  lat: number;
  /** Name of the avenue, street or neighbourhood near by, if the base has one. */
  name: string | undefined;
}

export interface Places {
  /** A place where somebody reports, six decimals. Always allowed ground. */
  draw(random: Random): Place;
  /** A place around another: most within `radius` metres (normal scatter of half of that). Always allowed ground. */
  near(random: Random, centre: Place, radius: number): Place;
  /** What the map calls the place. */
  nameAt(position: LonLat): string | undefined;
  /** The part (0…1) of all reports that is expected within `radius` metres of the position, chronic spots aside. */
  share(centre: LonLat, radius: number): number;
}

interface Anchor {
  at: LonLat;
  point: Metres;
  weight: number;
  scatter: number;
  name: string | undefined;
}

/** Throws RangeError when no avenue, street or place of the base lies in the inhabited part of the city. */
export function placesOf(city: City, base: Base, seed: string): Places {
  const plane = planeAt(middleOf(city.bounds));
  const allowed = inhabited(city, base);
  const anchors = anchorsOf(base, plane, seed).filter((anchor) => allowed(anchor.at));
  if (anchors.length === 0)
    throw new RangeError("base: must have avenues, streets or places inside the city");
  const drawAnchor = weighted(anchors.map((anchor) => anchor.weight));
  const total = anchors.reduce((sum, anchor) => sum + anchor.weight, 0);

  const scatter = (random: Random, centre: LonLat, sigma: number, name: string | undefined): Place => {
    const [x, y] = plane.toMetres(centre);
    for (let tries = 0; tries < 12; tries++) {
      const s = tries < 6 ? sigma : sigma / 4;
      const at = rounded(plane.toLonLat([x + s * normal(random), y + s * normal(random)]));
      if (allowed(at)) return { lon: at[0], lat: at[1], name };
    }
    const [lon, lat] = rounded(centre);
    return { lon, lat, name };
  };

  return {
    draw(random) {
      const anchor = anchors[drawAnchor(random)];
      if (!anchor) throw new RangeError("anchors must not be empty");
      return scatter(random, anchor.at, anchor.scatter, anchor.name);
    },
    near: (random, { lon, lat, name }, radius) => scatter(random, [lon, lat], radius / 2, name),
    nameAt: (position) => nearest(anchors, plane.toMetres(position))?.name,
    share(centre, radius) {
      const point = plane.toMetres(centre);
      let near = 0;
      for (const anchor of anchors) {
        const apart = metresBetween(anchor.point, point);
        // What a wide scatter spills in and out is taken as even over its circle.
        const reach = Math.max(radius, 2 * anchor.scatter);
        if (apart < reach) near += anchor.weight * Math.min(1, (radius / reach) ** 2);
      }
      return near / total;
    },
  };
}

function inhabited(city: City, base: Base): (at: LonLat) => boolean {
  const boundary = createLocator([{ geometry: city.boundary }]);
  const sector = createLocator(city.sectors);
  const wild = createLocator(
    base.features.flatMap(({ geometry, properties: { kind } }) =>
      (kind === "hill" || kind === "river") &&
      (geometry.type === "Polygon" || geometry.type === "MultiPolygon")
        ? [{ geometry }]
        : [],
    ),
  );
  return ([lon, lat]) =>
    boundary(lon, lat) === 0 && wild(lon, lat) < 0 && (city.sectors.length === 0 || sector(lon, lat) >= 0);
}

function anchorsOf(base: Base, plane: ReturnType<typeof planeAt>, seed: string): Anchor[] {
  const anchors: Anchor[] = [];
  const temper = temperOfBlocks(seed);
  const add = (point: Metres, weight: number, scatter: number, name: string | undefined) => {
    anchors.push({ at: plane.toLonLat(point), point, weight: weight * temper(point), scatter, name });
  };
  for (const { geometry, properties } of base.features) {
    const { kind, name, rank } = properties;
    if (geometry.type === "LineString" && (kind === "avenue" || kind === "street")) {
      const line = geometry.coordinates.map(plane.toMetres);
      for (const point of along(line, STEP)) add(point, kind === "avenue" ? 1.2 : 1, LINE_SCATTER, name);
    }
    if (geometry.type === "Point" && kind === "place") {
      add(plane.toMetres(geometry.coordinates), 36 - 8 * rank, PLACE_SCATTER, name);
    }
  }
  return anchors;
}

/** Points every `step` metres of a line, from half a step on. */
function* along(line: Metres[], step: number): Generator<Metres> {
  let next = step / 2;
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1], line[i]];
    if (!a || !b) continue;
    const length = metresBetween(a, b);
    for (; next < length; next += step) {
      const t = next / length;
      yield [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
    }
    next -= length;
  }
}

/** How much a block reports against the others, lognormal around 1; the same block always the same. */
function temperOfBlocks(seed: string): (point: Metres) => number {
  const known = new Map<string, number>();
  return ([x, y]) => {
    const block = `${Math.floor(x / BLOCK)},${Math.floor(y / BLOCK)}`;
    let temper = known.get(block);
    if (temper === undefined) {
      temper = Math.exp(0.45 * normal(seeded(seed, "block", block)));
      known.set(block, temper);
    }
    return temper;
  };
}

function nearest(anchors: Anchor[], point: Metres): Anchor | undefined {
  let best: Anchor | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const anchor of anchors) {
    const apart = metresBetween(anchor.point, point);
    if (apart < least) {
      least = apart;
      best = anchor;
    }
  }
  return best;
}

function rounded([lon, lat]: LonLat): LonLat {
  return [Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6];
}

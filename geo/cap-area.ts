/** Areas as CAP 1.2 writes them: "lat,lon lat,lon …" and "lat,lon km"; latitude first, as nothing else of ours. */
import destination from "@turf/destination";
import distance from "@turf/distance";
import type { Polygonal, Ring } from "./boundary.ts";
import { ringFault } from "./ring-fault.ts";
import { shareInside } from "./share-inside.ts";
import { simplify } from "./simplify.ts";

type Position = [number, number];
export type CapRing = Position[];

/** A ring of more corners than this is drawn no better. */
const MOST_CORNERS = 300;
/** To see whether it crosses itself takes up to 0.7 s at so many, and a minute at ten times as many. */
const MOST_READ = 10_000;
/** A circle as a ring: off by less than a fiftieth of its radius. */
const CIRCLE_CORNERS = 48;
/** Half the way around the earth is no area that anybody warns of. */
const MOST_KM = 2_000;

/** The ring of a polygon, or the rule that it breaks. */
export function ringOfPolygon(text: string): CapRing | string {
  const ring: CapRing = [];
  const pairs = text.trim().split(/\s+/);
  if (pairs.length > MOST_READ) return `must have at most ${MOST_READ} corners, has ${pairs.length}`;
  for (const pair of pairs) {
    const position = positionOf(pair);
    if (!position) return `must be pairs of latitude and longitude, has "${pair.slice(0, 40)}"`;
    ring.push(position);
  }
  const first = ring[0];
  const last = ring.at(-1);
  // Some authorities leave the last corner, which is the first, to the reader.
  if (first && last && (first[0] !== last[0] || first[1] !== last[1])) ring.push([...first]);
  return ringFault(ring) ?? thinned(ring);
}

/** A circle without a radius is a place: an area of a hundred metres stands for it. */
export function ringOfCircle(text: string): CapRing | string {
  const [pair = "", radius = "", ...more] = text.trim().split(/\s+/);
  const centre = positionOf(pair);
  const km = /^\d+(\.\d+)?$/.test(radius) ? Number(radius) : Number.NaN;
  if (!centre || more.length > 0 || !(km <= MOST_KM))
    return `must be latitude,longitude and a radius of at most ${MOST_KM} km, is "${text.trim().slice(0, 60)}"`;
  const ring = Array.from({ length: CIRCLE_CORNERS }, (_, i): Position => {
    const there = destination(centre, Math.max(0.1, km), (-360 * i) / CIRCLE_CORNERS);
    const [lon = 0, lat = 0] = there.geometry.coordinates;
    return rounded(lon, lat);
  });
  return [...ring, ring[0] ?? centre];
}

/** Whether any of them touches the city. */
export function touchesCity(rings: readonly CapRing[], city: Polygonal): boolean {
  return rings.some((ring) => {
    const area: Polygonal = { type: "Polygon", coordinates: [ring as Ring] };
    // Each way: a storm over the whole state, and one above a single quarter.
    return shareInside(area, city) > 0 || shareInside(city, area) > 0;
  });
}

function positionOf(pair: string): Position | undefined {
  const [, lat, lon] = /^([+-]?\d+(?:\.\d+)?),([+-]?\d+(?:\.\d+)?)$/.exec(pair) ?? [];
  const position: Position = rounded(Number(lon), Number(lat));
  return Math.abs(position[0]) <= 180 && Math.abs(position[1]) <= 90 ? position : undefined;
}

function rounded(lon: number, lat: number): Position {
  return [Math.round(lon * 1e5) / 1e5, Math.round(lat * 1e5) / 1e5];
}

/**
 * Its two halves by themselves, for the way from a corner to itself has no direction. Gone at a steady pace, in metres: without
 * one, corners count by how far they are from the first, and 2,000 of a circle left two thirds of it.
 */
function thinned(ring: CapRing): CapRing {
  if (ring.length <= MOST_CORNERS) return ring;
  let at = 0;
  const points = ring.map((corner, i) => {
    at += distance(ring[i - 1] ?? corner, corner, { units: "meters" });
    return { at, lon: corner[0], lat: corner[1] };
  });
  const middle = Math.floor(points.length / 2);
  const half = MOST_CORNERS / 2;
  const kept = [
    ...simplify(points.slice(0, middle + 1), half),
    ...simplify(points.slice(middle), half).slice(1),
  ];
  return kept.map(({ lon, lat }) => [lon, lat]);
}

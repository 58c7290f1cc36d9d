/** Clusters by density (DBSCAN, Ester and others 1996): what lies close together is one, however it is shaped, and the rest is none. */
import KDBush from "kdbush";

export interface Density {
  /** Whose distance is no greater than this is near, in the unit of the points. */
  near: number;
  /** With so many near, itself counted, a point is the core of a cluster. */
  least: number;
}

export const NOISE = -1;
const METRES_PER_DEGREE = 111_195;

/**
 * The label of each point: clusters are numbered from 0 in the order of their first core points, and `NOISE` is in none. A point at
 * the edges of two goes to the first of them, so that the same points in the same order have the same labels. 100,000 points over a
 * city, a third of them in knots: 150 to 280 ms for 30 to 200 m (Node, one core). Call it in a worker.
 *
 * Points at one place are asked about once, or a file whose addresses are all the town hall's would take the square of its rows.
 * @throws RangeError when the columns differ in length or the density is out of range
 */
export function dbscan(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { near, least }: Density,
): Int32Array<ArrayBuffer> {
  const n = x.length;
  if (y.length !== n) throw new RangeError(`columns must be of one length, are ${n} and ${y.length}`);
  if (!(near > 0)) throw new RangeError(`near must be above 0, is ${near}`);
  if (!(least >= 1)) throw new RangeError(`least must be 1 or more, is ${least}`);
  const labels = new Int32Array(n).fill(NOISE);
  if (n === 0) return labels;
  const { first, size, placeOf } = placesOf(x, y);
  const index = new KDBush(first.length, 64, Float64Array);
  for (const i of first) index.add(x[i] ?? 0, y[i] ?? 0);
  index.finish();
  const found = new Int32Array(first.length).fill(NOISE);
  const asked = new Uint8Array(first.length);
  /** The places near one that is a core; of any other, none. Each is asked about once. */
  const ofCore = (place: number): readonly number[] => {
    if (asked[place]) return [];
    asked[place] = 1;
    const around = index.within(x[first[place] ?? 0] ?? 0, y[first[place] ?? 0] ?? 0, near);
    let points = 0;
    for (const other of around) points += size[other] ?? 0;
    return points >= least ? around : [];
  };
  let clusters = 0;
  for (let seed = 0; seed < first.length; seed++) {
    let reached = ofCore(seed);
    if (reached.length === 0) continue;
    const queue: number[] = [];
    for (let next: number | undefined = seed; next !== undefined; next = queue.pop()) {
      if (next !== seed) reached = ofCore(next);
      for (const other of reached) {
        if (found[other] !== NOISE) continue;
        found[other] = clusters;
        queue.push(other);
      }
    }
    clusters++;
  }
  for (let i = 0; i < n; i++) labels[i] = found[placeOf[i] ?? 0] ?? NOISE;
  return labels;
}

/** Different places in the order of their first points: which that is, how many there are, and the place of each point. */
function placesOf(x: ArrayLike<number>, y: ArrayLike<number>) {
  const n = x.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  order.sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0) || (y[a] ?? 0) - (y[b] ?? 0) || a - b);
  // The first point of each point's place.
  const firstOf = new Uint32Array(n);
  let before = -1;
  for (const i of order) {
    const isSame = before >= 0 && x[before] === x[i] && y[before] === y[i];
    firstOf[i] = isSame ? (firstOf[before] ?? 0) : i;
    before = i;
  }
  const first: number[] = [];
  const size: number[] = [];
  const placeOf = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const mine = firstOf[i] ?? 0;
    if (mine === i) {
      placeOf[i] = first.length;
      first.push(i);
      size.push(1);
    } else {
      const place = placeOf[mine] ?? 0;
      placeOf[i] = place;
      size[place] = (size[place] ?? 0) + 1;
    }
  }
  return { first, size, placeOf };
}

/** Degrees as metres on a plane that touches the earth in the middle of them: within 0.5 % over a city. */
export function onPlane(
  lon: ArrayLike<number>,
  lat: ArrayLike<number>,
  perDegree = 1,
): { x: Float64Array<ArrayBuffer>; y: Float64Array<ArrayBuffer> } {
  let [south, north] = [Infinity, -Infinity];
  for (let i = 0; i < lat.length; i++) {
    south = Math.min(south, lat[i] ?? 0);
    north = Math.max(north, lat[i] ?? 0);
  }
  const metres = METRES_PER_DEGREE / perDegree;
  const eastward = metres * Math.cos((((south + north) / 2 / perDegree) * Math.PI) / 180);
  return {
    x: Float64Array.from(lon, (degrees) => degrees * eastward),
    y: Float64Array.from(lat, (degrees) => degrees * metres),
  };
}

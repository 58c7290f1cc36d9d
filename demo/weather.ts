/**
 * A made-up sky: rain and storms by day, wet from May to October in the north (November to April in the south), with the
 * most in September as in Monterrey. A day's weather hangs on the seed and the date alone, so that any month can be made
 * without the others.
 */
import { monthOf } from "#demo/local-time";
import { chance, exponential, seeded, uniform } from "#demo/random";

export interface Weather {
  /** mm in the day. */
  rain: number;
  /** Wind and lightning, 0 (none) … 1 (trees fall). */
  storm: number;
  /** Hour of the city's day at which the storm, or the rain, begins. */
  hour: number;
}

/** Chance of a wet day and its mean rain (mm), January to December. */
const WET = [0.1, 0.1, 0.11, 0.16, 0.23, 0.24, 0.16, 0.22, 0.36, 0.24, 0.13, 0.1];
const MEAN = [4, 4, 5, 8, 13, 14, 11, 15, 21, 14, 6, 4];

/** `latitude` of the city decides which half of the year is the wet one. */
export function weatherOf(seed: string, latitude: number): (day: number) => Weather {
  const known = new Map<number, Weather>();
  const shift = latitude < 0 ? 6 : 0;
  const own = (day: number): Weather => {
    const random = seeded(seed, "sky", day);
    const month = (monthOf(day) + shift) % 12;
    const wet = chance(random, WET[month] ?? 0);
    const rain = wet ? exponential(random, MEAN[month] ?? 0) : 0;
    // The dry half has its own: cold northers that blow without rain.
    const norther = (month >= 10 || month <= 2) && chance(random, 0.03);
    const violent = rain > 18 && chance(random, 0.6);
    const storm = violent ? Math.min(1, rain / 50) : norther ? uniform(random, 0.3, 0.6) : 0;
    return { rain, storm, hour: chance(random, 0.7) ? uniform(random, 14, 21) : uniform(random, 0, 20) };
  };
  return (day) => {
    let weather = known.get(day);
    if (!weather) {
      weather = own(day);
      known.set(day, weather);
    }
    return weather;
  };
}

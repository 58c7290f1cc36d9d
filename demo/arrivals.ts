/** Who reports what, where and when, day by day: the past is made of it and the simulator goes on with it. */
import type { City } from "#contract/city";
import { channelAt, demandOf } from "#demo/demand";
import { descriptionsOf } from "#demo/descriptions";
import { dateOf, HOUR, type LocalTime, monthOf } from "#demo/local-time";
import type { Place, Places } from "#demo/places";
import { chance, exponential, poisson, type Random, seeded } from "#demo/random";
import type { ChronicSpot, Truth } from "#demo/truth";

const DUPLICATES = 0.045;
/** Not every duplicate comes before midnight, and only those do come. */
const DUPLICATES_IN_TIME = 0.9;
/** Mean length of a month in days, for spots that begin and end some months ago. */
const MONTH_DAYS = 30.44;

export interface Arrival {
  /** Unique in the city: date and number in the day. */
  id: string;
  /** Index in the city's list. */
  service: number;
  lon: number;
  lat: number;
  receivedAt: number;
  channel: "app" | "web" | "phone" | "chat";
  description?: string;
  /** It repeats one of the same day. */
  duplicate: boolean;
}

export interface ArrivalOptions {
  city: City;
  seed: string;
  truth: Truth;
  places: Places;
  time: LocalTime;
  /** The city's day from which the months of chronic spots are counted back. */
  today: number;
}

export interface Arrivals {
  /** What `scale` makes this many reports of all the days after `beforeFirst` up to `last` together. */
  scaleFor(target: number, beforeFirst: number, last: number): number;
  /** The reports of a day in order of time; the same day is always the same. */
  onDay(day: number, scale: number): Arrival[];
}

export function arrivalsOf(options: ArrivalOptions): Arrivals {
  const { city, seed, truth, places, time, today } = options;
  const demand = demandOf(city, seed);
  const descriptions = descriptionsOf(city);
  const spots = truth.chronicSpots.map((spot) => plantedSpot(spot, city, places));
  const extra = (spot: PlantedSpot, day: number) =>
    isActive(spot, day, today) ? spot.extra * demand.rate(spot.index, day) : 0;

  const sample = (random: Random, day: number, scale: number): Raw[] => {
    const raws: Raw[] = [];
    const add = (service: number, mean: number, place: () => Place) => {
      for (let n = poisson(random, mean); n > 0; n--) {
        const receivedAt = time.instant(day, demand.timeOfDay(random, service, day));
        raws.push({ service, receivedAt, place: place(), duplicate: false });
      }
    };
    for (let service = 0; service < city.services.length; service++) {
      add(service, scale * demand.rate(service, day), () => places.draw(random));
    }
    for (const spot of spots) {
      add(spot.index, scale * extra(spot, day), () => places.near(random, spot, spot.radius));
    }
    const midnight = time.instant(day + 1, 0);
    for (const raw of [...raws]) {
      if (!chance(random, DUPLICATES)) continue;
      const receivedAt = Math.floor(raw.receivedAt + exponential(random, 3 * HOUR));
      const place = places.near(random, raw.place, 50);
      if (receivedAt < midnight) raws.push({ ...raw, place, receivedAt, duplicate: true });
    }
    return raws.sort((a, b) => a.receivedAt - b.receivedAt);
  };

  return {
    scaleFor(target, beforeFirst, last) {
      // The sky differs from seed to seed: what a mean day is follows from all the days that will be asked for.
      let expected = 0;
      for (let day = beforeFirst + 1; day <= last; day++) {
        for (let service = 0; service < city.services.length; service++) {
          expected += demand.rate(service, day);
        }
        for (const spot of spots) expected += extra(spot, day);
      }
      return target / expected / (1 + DUPLICATES_IN_TIME * DUPLICATES);
    },
    onDay(day, scale) {
      const random = seeded(seed, "day", city.code, day);
      return sample(random, day, scale).map(({ service, place, receivedAt, duplicate }, n) => {
        const description = descriptions.write(random, demand.kind(service), service, place.name);
        return {
          id: `${dateOf(day)}-${String(n + 1).padStart(4, "0")}`,
          service,
          lon: place.lon,
          lat: place.lat,
          receivedAt,
          channel: channelAt(random, time.sinceMidnight(receivedAt)),
          ...(description !== undefined && { description }),
          duplicate,
        };
      });
    },
  };
}

/** A report before it has its number and its text. */
interface Raw {
  service: number;
  place: Place;
  receivedAt: number;
  duplicate: boolean;
}

interface PlantedSpot extends ChronicSpot {
  /** Of its service. */
  index: number;
  /** What it adds, as part of all that the service gets. */
  extra: number;
  name: string | undefined;
}

function plantedSpot(spot: ChronicSpot, city: City, places: Places): PlantedSpot {
  const at = [spot.lon, spot.lat] as const;
  return {
    ...spot,
    index: city.services.findIndex((service) => service.code === spot.service),
    extra: (spot.multiplier - 1) * places.share(at, spot.radius),
    name: places.nameAt(at),
  };
}

function isActive(spot: ChronicSpot, day: number, today: number): boolean {
  const monthsAgo = (today - day) / MONTH_DAYS;
  if (monthsAgo > spot.monthsAgo.from || monthsAgo < spot.monthsAgo.to) return false;
  return spot.season?.includes(monthOf(day) + 1) ?? true;
}

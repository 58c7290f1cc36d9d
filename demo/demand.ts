/**
 * How many reports of each service a day brings, and at which hours. Rhythm of hour and weekday after 106,461 reports of
 * Madrid (2021–2022); what rain, storms and heat do is set by hand, for effects that anyone knows from a city.
 */
import type { City, Service } from "#contract/city";
import { HOUR, monthOf, weekdayOf } from "#demo/local-time";
import { exponential, pick, type Random, weighted } from "#demo/random";
import { weatherOf } from "#demo/weather";

/** What a service is like; which one a service of the city has is read from its code, names and keywords. */
export type Kind = keyof typeof profiles;

interface Profile {
  match: RegExp;
  /** Share of all reports, relative to the other kinds. */
  weight: number;
  hours: keyof typeof hourShapes;
  week?: keyof typeof weekShapes;
  /** Factor added for each 10 mm of the day's rain, and for a full storm. */
  rain?: number;
  storm?: number;
  /** Factor added for each 10 mm of the rain of the two weeks before, fading. */
  wetGround?: number;
  /** Share by which midsummer is above the mean and midwinter below it; negative turns it round. */
  summer?: number;
}

/** First match wins, so the narrower ones come first. */
// biome-ignore format: one line a kind reads as the table it is
const profiles = {
  flood: { match: /flood|inunda|encharca|anega/, weight: 0.5, hours: "day", rain: 7, storm: 10 },
  drain: { match: /drain|storm-?water|alcantaril|pluvial|sewer|drenaje|manhole/, weight: 3, hours: "day", rain: 2.5, storm: 5 },
  trafficLight: { match: /traffic-?\s?(light|signal)|semaforo/, weight: 2.6, hours: "commute", rain: 0.4, storm: 4 },
  pole: { match: /\bposte\b|\bpole\b|\bcable/, weight: 1.2, hours: "day", storm: 7 },
  fallenTree: { match: /fallen|caid[oa]|derribad/, weight: 1.8, hours: "day", rain: 0.5, storm: 11 },
  tree: { match: /\btree|prun|arbol|poda|branch|\brama/, weight: 8.5, hours: "day", storm: 2.5, summer: 0.35 },
  pothole: { match: /pothole|bache|asphalt|paviment|road-surface|asfalto/, weight: 10, hours: "commute", wetGround: 0.35 },
  lamp: { match: /lamp|street-?\s?light|alumbrado|luminari|lighting/, weight: 10, hours: "evening", storm: 2, summer: -0.25 },
  waste: { match: /missed|garbage|basura|waste|recolec|trash|refuse|rubbish/, weight: 10, hours: "morning", week: "waste", summer: 0.15 },
  rubble: { match: /escombro|rubble|debris/, weight: 3, hours: "day", week: "waste" },
  bulky: { match: /bulky|cacharro|furniture|mueble|tiliche/, weight: 6, hours: "day", week: "waste" },
  leak: { match: /leak|fuga|water/, weight: 5, hours: "day", summer: 0.45 },
  noise: { match: /noise|ruido/, weight: 4, hours: "night", week: "party", summer: 0.15 },
  dog: { match: /dog|perro/, weight: 2, hours: "day", summer: 0.2 },
  animal: { match: /animal|fauna|wildlife|pest|plaga|mosquito/, weight: 2.2, hours: "day", summer: 0.3, wetGround: 0.06 },
  graffiti: { match: /graffiti|grafiti|pintas/, weight: 2.5, hours: "morning" },
  car: { match: /parking|vehic|estaciona|\bcars?\b/, weight: 4.5, hours: "commute" },
  sign: { match: /\bsign|senal|marking|balizam|tope|speed-?\s?bump/, weight: 5.5, hours: "day" },
  sidewalk: { match: /sidewalk|banqueta|footpath|acera|\bramp/, weight: 7.5, hours: "day" },
  lot: { match: /maleza|baldio|weed|vacant/, weight: 5.5, hours: "day", summer: 0.4, wetGround: 0.12 },
  playground: { match: /playground|juegos/, weight: 3, hours: "day" },
  park: { match: /park|parque|grass|pasto|garden|jardin|lawn|cesped/, weight: 7, hours: "day", summer: 0.3, wetGround: 0.1 },
  sweeping: { match: /sweep|barrid|litter|limpieza|clean/, weight: 5, hours: "morning", summer: 0.2 },
  vendor: { match: /vend|ambulante|comerci|trade/, weight: 1.5, hours: "office" },
  banner: { match: /banner|banderola|propaganda|advert/, weight: 1, hours: "office" },
  works: { match: /construct|\bobra|permit|building|licencia/, weight: 2, hours: "office", week: "office" },
  other: { match: /(?:)/, weight: 3, hours: "day" },
} as const satisfies Record<string, Profile>;

/** Relative frequency by hour of the day. */
// biome-ignore format: one line a shape reads as the table it is
const hourShapes = {
  day: [0.31, 0.16, 0.08, 0.05, 0.05, 0.19, 0.58, 1.22, 1.91, 2.18, 2.1, 1.86, 1.66, 1.4, 1.11, 0.97, 1.02, 1.17, 1.34, 1.42, 1.25, 0.91, 0.63, 0.45],
  morning: [0.1, 0.05, 0.04, 0.04, 0.1, 0.5, 1.4, 2.6, 2.9, 2.6, 2.1, 1.7, 1.4, 1.2, 1.0, 0.9, 0.9, 1.0, 1.1, 1.0, 0.8, 0.5, 0.3, 0.2],
  commute: [0.2, 0.1, 0.05, 0.05, 0.1, 0.4, 1.4, 2.5, 2.4, 1.8, 1.5, 1.3, 1.3, 1.4, 1.3, 1.2, 1.3, 1.6, 2.1, 1.9, 1.2, 0.8, 0.5, 0.3],
  evening: [0.6, 0.3, 0.15, 0.1, 0.1, 0.3, 0.7, 0.8, 0.8, 0.9, 0.9, 0.8, 0.8, 0.7, 0.7, 0.7, 0.8, 1.1, 2.0, 3.2, 3.4, 2.6, 1.8, 1.0],
  night: [2.4, 1.9, 1.3, 0.8, 0.4, 0.3, 0.3, 0.4, 0.5, 0.6, 0.6, 0.6, 0.7, 0.7, 0.7, 0.7, 0.8, 0.9, 1.1, 1.4, 1.8, 2.3, 2.8, 2.9],
  office: [0.02, 0.02, 0.02, 0.02, 0.02, 0.05, 0.3, 1.0, 2.3, 3.0, 3.1, 2.8, 2.5, 1.8, 1.5, 1.6, 1.6, 1.1, 0.6, 0.4, 0.25, 0.15, 0.1, 0.05],
} as const;

/** Monday … Sunday, around 1. */
const weekShapes = {
  plain: [1.19, 1.17, 1.2, 1.16, 1.1, 0.63, 0.55],
  waste: [1.6, 1.25, 1.1, 1.05, 1.0, 0.6, 0.4],
  office: [1.35, 1.35, 1.3, 1.25, 1.15, 0.4, 0.2],
  party: [0.55, 0.55, 0.65, 0.85, 1.35, 1.75, 1.3],
} as const;

export interface Demand {
  /** Expected reports of the service (its index) on that day, for a mean day of one report in all. */
  rate(service: number, day: number): number;
  /** Part (0…1) of all reports that the service has on a day without weather. */
  share(service: number): number;
  /** ms since midnight at which one is received. */
  timeOfDay(random: Random, service: number, day: number): number;
  kind(service: number): Kind;
}

export function demandOf(city: City, seed: string): Demand {
  const south = (city.bounds[1] + city.bounds[3]) / 2;
  const weather = weatherOf(seed, south);
  const kinds = city.services.map(kindOf);
  const traits = kinds.map((kind): Profile => profiles[kind]);
  // Services of one kind share its weight unevenly, as if the first in the file were the common one.
  const seen = new Map<Kind, number>();
  const weights = kinds.map((kind, i) => {
    const before = seen.get(kind) ?? 0;
    seen.set(kind, before + 1);
    return (traits[i]?.weight ?? 1) * 0.6 ** before;
  });
  const total = weights.reduce((a, b) => a + b, 0);
  const hours = Object.fromEntries(
    Object.entries(hourShapes).map(([name, shape]) => [name, weighted(shape)]),
  ) as Record<keyof typeof hourShapes, (random: Random) => number>;

  const wetGround = (day: number) => {
    let wet = 0;
    for (let i = 1; i <= 14; i++) wet += Math.min(40, weather(day - i).rain) * Math.exp(-i / 5);
    return wet;
  };
  const wetness = new Map<number, number>();
  const wetnessOf = (day: number) => {
    let wet = wetness.get(day);
    if (wet === undefined) {
      wet = wetGround(day);
      wetness.set(day, wet);
    }
    return wet;
  };

  return {
    share: (service) => (weights[service] ?? 0) / total,
    kind: (service) => kinds[service] ?? "other",
    rate(service, day) {
      const trait = traits[service];
      if (!trait) return 0;
      const sky = weather(day);
      const warmth = Math.cos((2 * Math.PI * (monthOf(day) - (south < 0 ? 0 : 6))) / 12);
      const events =
        1 +
        ((trait.rain ?? 0) * Math.min(60, sky.rain)) / 10 +
        (trait.storm ?? 0) * sky.storm +
        ((trait.wetGround ?? 0) * wetnessOf(day)) / 10;
      const week = weekShapes[trait.week ?? "plain"][weekdayOf(day)] ?? 1;
      return ((weights[service] ?? 0) / total) * week * (1 + (trait.summer ?? 0) * warmth) * events;
    },
    timeOfDay(random, service, day) {
      const trait = traits[service];
      if (!trait) return 0;
      const sky = weather(day);
      const surge = ((trait.rain ?? 0) * sky.rain) / 10 + (trait.storm ?? 0) * sky.storm;
      if (surge > 0 && random() < surge / (1 + surge)) {
        const hour = sky.hour + exponential(random, 2.5);
        if (hour < 24) return Math.floor(hour * HOUR);
      }
      return Math.floor((hours[trait.hours](random) + random()) * HOUR);
    },
  };
}

/** What people report by; the telephone sleeps less than the office does, the app not at all. */
export function channelAt(random: Random, sinceMidnight: number): "app" | "web" | "phone" | "chat" {
  const hour = sinceMidnight / HOUR;
  const staffed = hour >= 7 && hour < 21;
  return pick(random, staffed ? channelsByDay : channelsByNight);
}

const channelsByDay = ["app", "app", "app", "app", "web", "web", "phone", "phone", "chat", "chat"] as const;
const channelsByNight = ["app", "app", "app", "app", "app", "web", "phone", "chat", "chat", "chat"] as const;

function kindOf(service: Service): Kind {
  const names = [...Object.values(service.name), ...service.keywords, service.icon];
  for (const text of [service.code, names.join(" ")]) {
    const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    for (const [kind, profile] of Object.entries(profiles)) {
      if (kind !== "other" && profile.match.test(plain)) return kind as Kind;
    }
  }
  return "other";
}

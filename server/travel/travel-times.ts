/** How long ways take: one interface, by the straight line or by a road server. */
import type { City } from "#contract/city";
import type { Place } from "#domain/rank-brigades";
import { metresBetween } from "#geo/far";

export interface TravelTable {
  /** Of each `from` to each `to`, in their order. */
  seconds: number[][];
  by: "straight-line" | "roads";
}

export interface TravelTimes {
  table(from: readonly Place[], to: readonly Place[]): Promise<TravelTable>;
}

/** By the city's own detour and speed, which may change while it lives. */
export class StraightLine implements TravelTimes {
  private readonly rules: { readonly city: Pick<City, "travel"> };

  constructor(rules: { readonly city: Pick<City, "travel"> }) {
    this.rules = rules;
  }

  seconds(from: Place, to: Place): number {
    const { detour, kmPerHour } = this.rules.city.travel;
    return (metresBetween(from, to) * detour) / (kmPerHour / 3.6);
  }

  async table(from: readonly Place[], to: readonly Place[]): Promise<TravelTable> {
    return { seconds: from.map((a) => to.map((b) => this.seconds(a, b))), by: "straight-line" };
  }
}

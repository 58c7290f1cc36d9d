/** The city's files as the server has them, however long it takes to have them. */
import { CityAnswer } from "#contract/card";
import { Base } from "#contract/city";
import { usePage } from "../store/page-store.ts";
import { backOff } from "./back-off.ts";
import { asHttpError, getJson } from "./http.ts";

/** With the base map, for the live page. */
export function fetchCityAndBase() {
  return insist(async () => {
    const [answer, base] = await Promise.all([
      getJson("/api/city", CityAnswer),
      getJson("/api/city/base", Base),
    ]);
    return { answer, base };
  });
}

/** For pages that name things of the city and draw no map of it. */
export async function fetchCityName(): Promise<void> {
  const answer = await insist(() => getJson("/api/city", CityAnswer));
  usePage.setState({ answer, startTrouble: null });
}

async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      const { code, message } = asHttpError(error);
      usePage.setState({ startTrouble: { code, detail: message } });
      await new Promise((resolve) => setTimeout(resolve, Math.min(5000, backOff(failures, Math.random))));
    }
  }
}

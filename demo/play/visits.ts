/** The rounds of the brigades: which stop is next, setting out, arriving, closing, and what does not hold. */
import { HOUR } from "#demo/local-time";
import type { Places } from "#demo/places";
import type { Work } from "#demo/play/books";
import type { Crew, Wish } from "#demo/play/crew";
import type { Scene } from "#demo/play/scene";
import { chance, lognormal, uniform } from "#demo/random";
import type { Truth } from "#demo/truth";

/** Median of the played time after which what did not hold is reopened. */
const REOPENED_AFTER = 2 * HOUR;

export interface Visits {
  /** At the beginning: a brigade on duty goes on where the books say that it was. */
  takeUp(crew: Crew): void;
  /** Tells the server what the brigade wants to do and, when that is allowed, lets it. */
  grant(crew: Crew, wish: Wish): Promise<void>;
}

export function createVisits(scene: Scene, places: Places, truth: Truth): Visits {
  const { city, books } = scene;
  const falseRates = new Map(truth.falseClosures.map(({ brigade, rate }) => [brigade, rate]));
  const minutesOf = (work: Work) => city.services[work.service]?.workMinutes ?? 30;

  const begin = async (crew: Crew) => {
    const own = [...books.open.values()].filter((work) => work.brigade === crew.code);
    const begun = own.find(({ status }) => status === "in-progress" || status === "en-route");
    const work = begun ?? nextStop(crew, own);
    if (!work) return crew.rest(scene.simAt, 2);
    const outcome = begun ? "done" : await books.move(`brigade:${crew.code}`, work, "start-travel");
    if (outcome === "done") crew.driveTo(work.folio, [work.lon, work.lat]);
    if (outcome === "lost") crew.rest(scene.simAt, 1);
  };

  const arrive = async (crew: Crew, work: Work) => {
    const outcome =
      work.status === "in-progress" ? "done" : await books.move(`brigade:${crew.code}`, work, "start-work");
    if (outcome === "done") crew.work(work.folio, scene.simAt, minutesOf(work));
    if (outcome === "lost") crew.rest(scene.simAt, 3);
  };

  const finish = async (crew: Crew, work: Work) => {
    const { code, random } = crew;
    const outcome = await books.move(`brigade:${code}`, work, "close-report", {
      outcome: "resolved",
      reason: scene.reason(random, "resolve"),
      ...scene.lateness(random, work),
    });
    if (outcome === "away") return;
    crew.pauseAfterVisit(scene.simAt);
    if (outcome !== "done" || !chance(random, falseRates.get(code) ?? truth.honestReopenRate)) return;
    const again = { reason: scene.reason(random, "reopen") };
    scene.later(scene.simAt + lognormal(random, REOPENED_AFTER, 0.8), () =>
      books.move(scene.desk(), work, "reopen-report", again),
    );
  };

  return {
    takeUp(crew) {
      const { lon, lat } = places.draw(crew.random);
      crew.place([lon, lat]);
      crew.rest(scene.simAt, 2);
      const own = [...books.open.values()].filter((work) => work.brigade === crew.code);
      const begun = own.find((w) => w.status === "in-progress") ?? own.find((w) => w.status === "en-route");
      if (!begun) return;
      if (begun.status === "in-progress") {
        crew.place([begun.lon, begun.lat]);
        // Most of them nearly done, so that whoever looks on sees something happen soon.
        crew.work(begun.folio, scene.simAt, minutesOf(begun) * uniform(crew.random, 0.15, 0.8) ** 2);
      } else {
        const near = places.near(crew.random, { lon: begun.lon, lat: begun.lat, name: undefined }, 2_500);
        crew.place([near.lon, near.lat]);
        crew.driveTo(begun.folio, [begun.lon, begun.lat]);
      }
    },
    async grant(crew, wish) {
      if (wish.kind === "begin") return begin(crew);
      const work = books.open.get(wish.folio);
      if (!work || work.brigade !== crew.code) return crew.rest(scene.simAt, 3);
      return wish.kind === "arrive" ? arrive(crew, work) : finish(crew, work);
    },
  };
}

/** What is late goes first, then what is near. */
function nextStop(crew: Crew, own: Work[]): Work | undefined {
  const stops = own.filter((work) => work.status === "assigned").sort((a, b) => a.dueAt - b.dueAt);
  return stops
    .slice(0, 3)
    .sort((a, b) => crew.distanceTo([a.lon, a.lat]) - crew.distanceTo([b.lon, b.lat]))[0];
}

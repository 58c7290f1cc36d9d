/** Reads for the wall whatever the page has just read: in the same turn, because rows are places in the table of that moment. */
import { readNow } from "../../store/keep-reading.ts";
import { cityClock } from "../../store/local-clock.ts";
import { mayDo } from "../../store/may.ts";
import { type PageState, usePage } from "../../store/page-store.ts";
import { countedPlace } from "./counted-place.ts";
import { type Counted, readForWall } from "./wall-reading.ts";
import { useWall } from "./wall-store.ts";

/** Late and next reports of which a line may be shown. */
const MOST_ROWS = 6;

export function keepWall(): void {
  const read = (page: PageState) => {
    const { reading, live, answer, filters } = page;
    const counted = countedNow(page);
    if (!reading || !live.city || !answer) return;
    useWall.setState({
      isPast: page.past !== null,
      reading:
        counted === undefined
          ? null
          : readForWall(live.city, reading, {
              counted,
              fixes: mayDo(page, page.past === null ? "position.see" : "position.history")
                ? live.fixes
                : null,
              today: cityClock(answer.city.timeZone).at(reading.at).dayStart,
              most: MOST_ROWS,
              departments: filters.departments,
            }),
    });
  };
  const countsView = () => useWall.getState().link.count === "view" && usePage.getState().reading !== null;
  usePage.subscribe((page, before) => {
    if (page.reading !== before.reading) {
      if (page.reading) read(page);
      else useWall.setState({ reading: null });
    } else if (page.bounds !== before.bounds && countsView()) readNow();
  });
  useWall.subscribe((wall, before) => {
    if ((wall.turn !== before.turn || wall.turns !== before.turns) && countsView()) readNow();
  });
}

/** What the head says that is counted; undefined until it is known. */
function countedNow({ answer, bounds }: PageState): Counted | undefined {
  const { link, turns, turn } = useWall.getState();
  const place = countedPlace(link.count, turns, turn);
  if (place === null || place === "city") return null;
  if (place === "part") return bounds ? { bounds } : undefined;
  const area = answer?.city.sectors.find(({ code }) => code === place.sector)?.geometry;
  return area && { sector: place.sector, area };
}

/** Reads for the wall whatever the page has just read: in the same turn, because rows are places in the table of that moment. */
import { readNow } from "../../store/keep-reading.ts";
import { cityClock } from "../../store/local-clock.ts";
import { type PageState, usePage } from "../../store/page-store.ts";
import { readForWall } from "./wall-reading.ts";
import { useWall } from "./wall-store.ts";

/** Late and next reports of which a line may be shown. */
const MOST_ROWS = 6;

export function keepWall(): void {
  const read = ({ reading, live, answer, bounds, filters }: PageState) => {
    if (!reading || !live.city || !answer) return;
    const { link } = useWall.getState();
    useWall.setState({
      reading: readForWall(live.city, reading, {
        bounds: link.count === "view" ? bounds : null,
        today: cityClock(answer.city.timeZone).at(reading.at).dayStart,
        most: MOST_ROWS,
        departments: filters.departments,
      }),
    });
  };
  usePage.subscribe((page, before) => {
    if (page.reading !== before.reading) {
      if (page.reading) read(page);
      else useWall.setState({ reading: null });
    } else if (page.bounds !== before.bounds && useWall.getState().link.count === "view" && page.reading)
      readNow();
  });
}

/** Of which place a wall says that its counters are. */
import { expect, test } from "vitest";
import { countedPlace } from "../../client/pages/wall/counted-place.ts";
import { readWall, turnsOf } from "../../client/pages/wall/wall-url.ts";

test.each([
  ["", 0, null],
  ["?count=view", 0, null],
  ["?sector=valle", 0, "city"],
  ["?sector=valle&count=view", 0, { sector: "valle" }],
  ["?view=-100.4,25.6,14&count=view", 0, "part"],
  ["?bbox=-100.5,25.5,-100.3,25.7&count=view", 0, "part"],
  ["?views=valle|city", 0, "city"],
  ["?views=valle|city&count=view", 0, { sector: "valle" }],
  ["?views=valle|city&count=view", 1, "city"],
])("a wall at %o, turn %d, says that it counts %o", (search, turn, place) => {
  const { wall } = readWall(search);
  expect(countedPlace(wall.count, turnsOf(wall), turn)).toEqual(place);
});

/** Which brigade is offered first, and when it is asked once more. */
import { expect, test } from "vitest";
import {
  doubtsOf,
  firstChoice,
  holderOf,
  loadWith,
  skillsOfNobody,
  takenFrom,
} from "../../client/pages/dispatch/forms/assign-choice.ts";

const choices = [{ code: "works-1" }, { code: "works-2" }];

test("who has a report already is not what Enter would choose, unless there is no other", () => {
  expect(firstChoice(choices, null)).toBe("works-1");
  expect(firstChoice(choices, "works-1")).toBe("works-2");
  expect(firstChoice(choices.slice(0, 1), "works-1")).toBe("works-1");
  expect(firstChoice([], null)).toBeNull();
});

test("many reports have a brigade in common only where each of them has it", () => {
  expect(holderOf([{ brigade: 3 }, { brigade: 3 }])).toBe(3);
  expect(holderOf([{ brigade: 3 }, { brigade: null }])).toBeNull();
  expect(holderOf([{ brigade: null }])).toBeNull();
  expect(holderOf([])).toBeNull();
});

test("who gives many reports is told how many others lose by it, and who loses them where it is one", () => {
  const reports = [null, 3, 3, 5].map((brigade) => ({ brigade }));
  expect(takenFrom(reports, 7)).toEqual({ count: 3, from: null });
  expect(takenFrom(reports, 5)).toEqual({ count: 2, from: 3 });
  expect(takenFrom(reports.slice(0, 3), 3)).toEqual({ count: 0, from: null });
});

test("what is about to be assigned counts towards what a shift holds", () => {
  expect(loadWith({ openStops: 3, capacity: 16 }, 1)).toEqual({ stops: 4, capacity: 16, isBeyond: false });
  expect(loadWith({ openStops: 3, capacity: 16 }, 13).isBeyond).toBe(false);
  expect(loadWith({ openStops: 1, capacity: 16 }, 39)).toEqual({ stops: 40, capacity: 16, isBeyond: true });
});

test("it is asked once more before a brigade is sent that lacks a skill, as before one that would have too much", () => {
  const crew = { openStops: 3, capacity: 16, missingSkills: [] };
  expect(doubtsOf(crew, 1)).toBeNull();
  expect(doubtsOf({ ...crew, missingSkills: ["crane"] }, 1)).toEqual({ load: null, skills: ["crane"] });
  expect(doubtsOf({ ...crew, missingSkills: ["crane"] }, 14)).toEqual({
    load: { stops: 17, capacity: 16 },
    skills: ["crane"],
  });
});

test("a skill that nobody on shift has is named, one that somebody on shift has is not", () => {
  const off = { onShift: false, missingSkills: [] };
  const on = { onShift: true, missingSkills: ["crane", "welding"] };
  expect(skillsOfNobody([off, on, { onShift: true, missingSkills: ["crane"] }])).toEqual(["crane"]);
  expect(skillsOfNobody([off, { onShift: true, missingSkills: [] }])).toEqual([]);
});

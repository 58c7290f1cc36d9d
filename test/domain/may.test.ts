import { expect, test } from "vitest";
import { type Role, roles } from "#contract/actor";
import { type Action, actions, anonymous, cell, may, type Principal, reach, reaches } from "#domain/may";

const some = (role: Role, more: Partial<Principal> = {}): Principal => ({
  ...anonymous,
  actor: { role, id: "x" },
  ...more,
});

/** Written out a second time on purpose: a permission that is given by accident shows here. */
const ofWhoeverIsNotSignedIn: Action[] = [
  "city.read",
  "me.read",
  "session.begin",
  "live.subscribe",
  "report.create",
  "report.open",
  "report.answer",
  "photo.add",
];

test("who is not signed in may do what the city offers to everybody, and nothing else", () => {
  expect(actions.filter((action) => may(anonymous, action))).toEqual(ofWhoeverIsNotSignedIn);
});

test("a kiosk and a device change no report", () => {
  for (const role of ["kiosk", "device"] as const)
    for (const action of actions.filter((each) =>
      /^report\.(create|assign|work|close|reopen|triage|note|undo|answer)$/.test(each),
    ))
      expect(cell(role, action), `${role} ${action}`).toBe("no");
});

test("a key does what it names as its scopes, of what keys may do, and no more", () => {
  const key = some("integration", { scopes: ["report.create", "demo.control"] });
  // What it is good for it may always ask, and send many commands at once, each of which is asked about.
  const always = ["me.read", "command.bulk"];
  expect(actions.filter((action) => may(key, action))).toEqual(["me.read", "report.create", "command.bulk"]);
  expect(actions.filter((action) => may(some("integration", { scopes: [] }), action))).toEqual(always);
});

test("a supervisor of a department reaches its rows, and one of none the whole city", () => {
  const found = reach(some("supervisor", { department: "parques" }), "report.assign");
  expect(found).toEqual({ rows: "department", department: "parques" });
  expect(found && reaches(found, { department: "parques", brigade: null })).toBe(true);
  expect(found && reaches(found, { department: "limpia", brigade: null })).toBe(false);
  expect(reach(some("supervisor"), "report.assign")).toEqual({ rows: "all" });
});

test("a member of a brigade reaches its own stops, and one of none nothing", () => {
  const found = reach(some("brigade", { brigade: "limpia-1" }), "report.close");
  expect(found && reaches(found, { department: "limpia", brigade: "limpia-1" })).toBe(true);
  expect(found && reaches(found, { department: "limpia", brigade: "limpia-2" })).toBe(false);
  expect(found && reaches(found, { department: "limpia", brigade: null })).toBe(false);
  expect(reach(some("brigade"), "report.close")).toBeUndefined();
});

test("every role is in the table", () => {
  for (const action of actions) expect(roles.map((role) => cell(role, action))).not.toContain(undefined);
});

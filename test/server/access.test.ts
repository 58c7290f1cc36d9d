/** AU9: whoever loses a right while connected loses what it opened, on the socket and in the next request. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonFields } from "#contract/identity";
import { issueCredential } from "#server/identity/issue-credential";
import { revokeCredential } from "#server/identity/revoke-credential";
import { addPerson, changePerson } from "#server/identity/save-person";
import { beginSession, endSession } from "#server/identity/sessions";
import { TestCity } from "#test/support/living-city";
import { bearer, tokenOf } from "#test/support/people";
import type { Wall } from "#test/support/wall";

const actor = { role: "system", id: "test" } as const;
/** The clock of the city runs ahead of ours by so much. */
let ahead = 0;
let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start({ clock: { now: () => Date.now() + ahead } });
});
afterAll(() => city.stop());

let people = 0;
const fields = (more: Partial<PersonFields> = {}): PersonFields => ({
  name: "Eva",
  email: `eva-${people++}@test.example`,
  role: "operator",
  department: null,
  brigade: null,
  active: true,
  ...more,
});

async function connected(more: Partial<PersonFields> = {}) {
  const who = fields(more);
  const person = await addPerson(city.ctx, actor, who);
  const session = await beginSession(city.ctx, person.id, "a browser");
  return { who, person, session, wall: await city.wall(session.token) };
}

const gone = (wall: Wall) =>
  wall.until(() => wall.signedOut !== undefined && !wall.socket?.connected, "the end");
const get = (token: string, path = "/api/live/counts") => city.send("GET", path, undefined, bearer(token));

/** Tells nothing any more, although the city goes on. */
async function expectDeaf(wall: Wall): Promise<void> {
  const { cursor } = wall.city;
  const witness = await city.wall();
  await witness.reached((await city.report()).cursor);
  expect(wall.city.cursor).toBe(cursor);
  witness.drop();
}

test("AU9 a role that is taken away ends the connection, and what it opened is refused", async () => {
  const { who, person, session, wall } = await connected();
  await changePerson(city.ctx, actor, person.id, 1, { ...who, role: "brigade", brigade: "limpia-1" });
  expect((await get(session.token)).status).toBe(403);
  await gone(wall);
  expect(wall.signedOut).toBe("changed");
  await expectDeaf(wall);
  // Connecting again is being somebody else: what was seen before does not go on.
  await wall.resume();
  expect([wall.snapshotReasons, wall.city.audience]).toEqual([["other-audience"], "field:limpia-1"]);
});

test("AU9 another department or brigade is another view", async () => {
  const office = await connected({ department: "limpia" });
  const crew = await connected({ role: "brigade", brigade: "limpia-1" });
  await changePerson(city.ctx, actor, office.person.id, 1, { ...office.who, department: "parques" });
  await changePerson(city.ctx, actor, crew.person.id, 1, { ...crew.who, brigade: "limpia-2" });
  await Promise.all([gone(office.wall), gone(crew.wall)]);
  expect([office.wall.signedOut, crew.wall.signedOut]).toEqual(["changed", "changed"]);
});

test("AU9 a name that is corrected ends nothing", async () => {
  const { who, person, wall } = await connected();
  await changePerson(city.ctx, actor, person.id, 1, { ...who, name: "Eva María" });
  const other = await connected();
  await endSession(city.ctx, other.person.id, other.session.id);
  await gone(other.wall);
  await wall.reached((await city.report()).cursor);
  expect([wall.signedOut, wall.socket?.connected]).toEqual([undefined, true]);
});

test("AU9 a session that is ended, and somebody who may not sign in any more, are out", async () => {
  const one = await connected();
  const other = await connected();
  await endSession(city.ctx, one.person.id, one.session.id);
  await changePerson(city.ctx, actor, other.person.id, 1, { ...other.who, active: false });
  expect((await get(one.session.token)).body.code).toBe("credential-ended");
  expect((await get(other.session.token)).body.code).toBe("credential-ended");
  await Promise.all([gone(one.wall), gone(other.wall)]);
  expect([one.wall.signedOut, other.wall.signedOut]).toEqual(["ended", "ended"]);
  await expectDeaf(one.wall);
  await expect(one.wall.resume()).rejects.toMatchObject({ data: { code: "credential-ended" } });
});

test("AU9 a kiosk link that is revoked goes dark", async () => {
  const kiosk = await issueCredential(city.ctx, actor, { kind: "kiosk", name: "Hall", view: "" });
  const wall = await city.wall(kiosk.token);
  await revokeCredential(city.ctx, actor, kiosk.id, ["kiosk"]);
  expect((await get(kiosk.token, "/api/live/snapshot")).body.code).toBe("credential-ended");
  await gone(wall);
  expect(wall.signedOut).toBe("ended");
});

test("AU9 what another process has ended is noticed too", async () => {
  const { session, wall } = await connected();
  await city.ctx.db.query("UPDATE credentials SET revoked_at = now() WHERE id = $1", [session.id]);
  await gone(wall);
  expect(wall.signedOut).toBe("ended");
});

test("AU9 a session that runs out while connected ends there, and one of nobody goes on", async () => {
  const { session, wall } = await connected();
  const anybody = await city.wall(null);
  const longer = await city.wall(await tokenOf(city.ctx, "operator"));
  ahead = 13 * 3_600_000;
  expect((await get(session.token)).body.code).toBe("credential-ended");
  await gone(wall);
  expect(wall.signedOut).toBe("ended");
  expect([anybody.socket?.connected, longer.socket?.connected]).toEqual([true, true]);
});

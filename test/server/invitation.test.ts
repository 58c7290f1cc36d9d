/** Links that set a password once: everybody's first way in, and the first administrator's. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { invitationLink } from "#server/identity/accept-invitation";
import { openFirstDoor } from "#server/identity/first-administrator";
import { issueCredential } from "#server/identity/issue-credential";
import { revokeCredential } from "#server/identity/revoke-credential";
import { addPerson } from "#server/identity/save-person";
import { BrowserLike } from "#test/support/browser-like";
import { TestCity } from "#test/support/living-city";
import { problemIn } from "#test/support/problem";
import { pruneSignIns } from "#workers/prune-sign-ins";

const HOUR = 3_600_000;
const password = "una frase que nadie adivina";
const clock = { at: Date.parse("2026-11-25T15:00:00Z"), now: () => clock.at };
const admin = { role: "system", id: "test" } as const;

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start({ clock });
});
afterAll(() => city.stop());

async function invited(active = true) {
  const email = `${randomUUID()}@city.example`;
  const fields = { name: "Ana", email, role: "supervisor", department: null, brigade: null, active } as const;
  const { id } = await addPerson(city.ctx, admin, fields);
  const wanted = { kind: "invite", name: "invitation", person: id, expiresAt: clock.at + 72 * HOUR } as const;
  const { token, id: credential } = await issueCredential(city.ctx, admin, wanted);
  return { id, email, token, credential };
}

const browser = () => new BrowserLike(city.url);
const accept = (token: string, more: object = {}, page = browser()) =>
  page.send("POST", "/api/invitations/accept", { token, password, ...more });
const read = (token: string) => browser().send("POST", "/api/invitations/read", { token });
const signIn = (email: string, typed = password) =>
  browser().send("POST", "/api/sign-in", { email, password: typed });
const me = async (page: BrowserLike) => await (await page.open("/api/me")).json();

describe("a link", () => {
  test("says whom it is for, sets their password, and signs them in", async () => {
    const { id, email, token } = await invited();
    expect(await (await read(token)).json()).toEqual({ name: "Ana", email, nameless: false });
    const page = browser();
    const response = await accept(token, {}, page);
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(await me(page)).toMatchObject({ actor: { role: "supervisor", id }, name: "Ana" });
    expect((await signIn(email)).status).toBe(204);
  });

  test("works once, also when it is used twice at the same moment", async () => {
    const { token, email } = await invited();
    const answers = await Promise.all(
      [1, 2, 3, 4].map((n) => accept(token, { password: `${password} ${n}` })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 410, 410, 410]);
    await problemIn(await accept(token), "link-ended");
    await problemIn(await read(token), "link-ended");
    // Whose password holds is the one that was told so.
    const winner = answers.findIndex(({ status }) => status === 204) + 1;
    expect((await signIn(email, `${password} ${winner}`)).status).toBe(204);
  });

  test("that is used, too old, taken back, forged, or somebody's who may not sign in is refused in the same words", async () => {
    const used = await invited();
    await accept(used.token);
    const revoked = await invited();
    await revokeCredential(city.ctx, admin, revoked.credential, ["invite"]);
    const old = await invited();
    clock.at += 72 * HOUR;
    const inactive = await invited(false);
    const { token: other } = await issueCredential(city.ctx, admin, { kind: "key", name: "k", scopes: [] });
    const good = (await invited()).token;
    const forged = [
      `cua_invite_${"A".repeat(43)}`,
      `${good}A`,
      good.slice(0, -1),
      good.toLowerCase(),
      "' OR 1=1 --",
    ];
    const ended = [used, revoked, old, inactive].map(({ token }) => token);
    const said = new Set<string>();
    for (const token of [...ended, other, ...forged])
      for (const answer of [await accept(token), await read(token)])
        said.add((await problemIn(answer, "link-ended")).detail);
    expect(said.size).toBe(1);
  });

  test("ends what somebody may have had in their name before: sessions and other links", async () => {
    const { id, token } = await invited();
    const earlier = browser();
    await accept(token, {}, earlier);
    const wanted = { kind: "invite", name: "invitation", person: id, expiresAt: clock.at + HOUR } as const;
    const [first, second] = [
      await issueCredential(city.ctx, admin, wanted),
      await issueCredential(city.ctx, admin, wanted),
    ];
    expect((await accept(second.token)).status).toBe(204);
    await problemIn(await earlier.open("/api/me"), "credential-ended");
    await problemIn(await accept(first.token), "link-ended");
  });

  test("is not used up by a password that breaks a rule, and changes nobody's name or address", async () => {
    const { token, email } = await invited();
    for (const wrong of ["corta", email, "ababababababab"])
      await problemIn(await accept(token, { password: wrong }), "invalid-input");
    await accept(token, { name: "Somebody else", email: "else@city.example" });
    await problemIn(await signIn("else@city.example"), "sign-in-refused");
    expect((await signIn(email)).status).toBe(204);
  });

  test("is no token to ask with, and carries its own behind the #", async () => {
    const { token } = await invited();
    const { body } = await city.send("GET", "/api/me", undefined, { authorization: `Bearer ${token}` });
    expect(body.code).toBe("credential-ended");
    expect(invitationLink("https://obras.example", token)).toBe(`https://obras.example/invitation#${token}`);
  });

  test("and session are forgotten a month after they ended", async () => {
    const { token, id } = await invited();
    await accept(token);
    const count = async () =>
      (await city.ctx.db.query("SELECT 1 FROM credentials WHERE person_id = $1", [id])).length;
    clock.at += 30 * 24 * HOUR - 1;
    await pruneSignIns.run(city.ctx);
    expect(await count()).toBe(2);
    clock.at += 13 * HOUR;
    await pruneSignIns.run(city.ctx);
    expect(await count()).toBe(0);
  });
});

describe("the first administrator", () => {
  const open = async () => (await openFirstDoor(city.ctx))?.token ?? "";

  test("comes in by the link of the latest start, says who they are, and is then asked for no more", async () => {
    const before = await open();
    const token = await open();
    await problemIn(await accept(before), "link-ended");
    expect(await (await read(token)).json()).toMatchObject({ nameless: true });
    const { email: taken } = await invited();
    await problemIn(await accept(token, { email: taken }), "invalid-input");
    const page = browser();
    expect((await accept(token, { name: "Rosa", email: "rosa@city.example" }, page)).status).toBe(204);
    expect(await me(page)).toMatchObject({ actor: { role: "administrator" }, name: "Rosa" });
    expect((await signIn("rosa@city.example")).status).toBe(204);
    expect(await openFirstDoor(city.ctx)).toBeUndefined();
  });

  test("is asked for again when nobody can sign in as one any more", async () => {
    await city.ctx.db.query("UPDATE people SET active = false WHERE email = 'rosa@city.example'");
    const token = await open();
    clock.at += 24 * HOUR;
    await problemIn(await accept(token), "link-ended");
    // Whoever says no name has the one that they were given, and can change it later.
    expect((await accept(await open())).status).toBe(204);
    expect((await signIn("administrator@cuadrilla.local")).status).toBe(204);
    expect(await openFirstDoor(city.ctx)).toBeUndefined();
  });

  test("is told of to one start alone when two come at once", async () => {
    await city.ctx.db.query("UPDATE people SET password_hash = NULL WHERE role = 'administrator'");
    const tokens = await Promise.all([open(), open(), open()]);
    const answers = [];
    for (const token of tokens) answers.push((await read(token)).status);
    expect(answers.sort()).toEqual([200, 410, 410]);
    // In the log of the city as in its tables: what is issued and ended is told, and nobody's name with it.
    const events = await city.ctx.db.query<{ kind: string; body: object }>(
      "SELECT kind, body FROM events WHERE kind IN ('person.saved', 'credential.issued', 'credential.revoked')",
    );
    expect(JSON.stringify(events)).not.toMatch(/Rosa|@|cua_/);
  });
});

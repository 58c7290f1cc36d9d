/** Coming in by a password, on the wire: what opens, what does not, and what is learnt from a refusal. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonFields } from "#contract/identity";
import { hashPassword } from "#server/identity/password";
import { addPerson } from "#server/identity/save-person";
import { BrowserLike } from "#test/support/browser-like";
import { TestCity } from "#test/support/living-city";
import { problemIn } from "#test/support/problem";
import { testDatabase } from "#test/support/test-database";
import { pruneSignIns } from "#workers/prune-sign-ins";

const DAY = 86_400_000;
const password = "una frase que nadie adivina";
const clock = { at: Date.parse("2026-11-25T15:00:00Z"), now: () => clock.at };
const admin = { role: "system", id: "test" } as const;

let city: TestCity;
let hash: string;
beforeAll(async () => {
  hash = await hashPassword(password);
  // One proxy, so that a test says from which address it comes.
  city = await TestCity.start({ clock, trustProxy: 1 });
});
afterAll(() => city.stop());

async function person(more: Partial<PersonFields> = {}, passwordHash: string | null = hash, on = city) {
  const email = `${randomUUID()}@city.example`;
  const fields = {
    name: "Ana",
    email,
    role: "operator",
    department: null,
    brigade: null,
    active: true,
  } as const;
  const { id } = await addPerson(on.ctx, admin, { ...fields, ...more }, passwordHash);
  return { id, email: more.email ?? email };
}

let hosts = 0;
/** A browser at an address of its own. */
function browser(on = city) {
  const address = `203.0.113.${++hosts}`;
  const page = new BrowserLike(on.url);
  return {
    page,
    signIn: (email: string, typed = password, headers: Record<string, string> = {}) =>
      page.send(
        "POST",
        "/api/sign-in",
        { email, password: typed },
        { "x-forwarded-for": address, ...headers },
      ),
    me: async () => (await (await page.open("/api/me")).json()) as { actor: { role: string; id: string } },
  };
}

describe("a password", () => {
  test("opens a session that lives in a cookie alone, which no script reads and no other site sends", async () => {
    const { id, email } = await person();
    const { page, signIn, me } = browser();
    const response = await signIn(email.toUpperCase());
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(page.setCookies).toEqual([
      expect.stringMatching(
        /^cuadrilla=cua_session_[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/,
      ),
    ]);
    expect((await me()).actor).toEqual({ role: "operator", id });
  });

  test("typed with accents in another form of the same letters is the same password", async () => {
    const { email } = await person({}, await hashPassword("el camión de las ocho"));
    expect((await browser().signIn(email, "el camio\u0301n de las ocho")).status).toBe(204);
  });

  test("opens another session each time, and a cookie from before is neither kept nor taken over", async () => {
    const { email } = await person();
    const { page, signIn } = browser();
    await signIn(email);
    const first = page.cookies.get("cuadrilla") ?? "";
    await signIn(email);
    expect(page.cookies.get("cuadrilla")).not.toBe(first);
    const old = await city.send("GET", "/api/me", undefined, {
      authorization: "",
      cookie: `cuadrilla=${first}`,
    });
    expect(old.body.code).toBe("credential-ended");
    // Put there by somebody who hopes that it will become the person's.
    const planted = `cua_session_${"A".repeat(43)}`;
    const victim = browser();
    victim.page.cookies.set("cuadrilla", planted);
    await problemIn(await victim.signIn(email), "credential-ended");
    expect(victim.page.cookies.has("cuadrilla")).toBe(false);
    expect((await victim.signIn(email)).status).toBe(204);
    expect(victim.page.cookies.get("cuadrilla")).not.toBe(planted);
  });

  test("signs out: the session is ended, not only forgotten by the browser", async () => {
    const { email } = await person();
    const { page, signIn } = browser();
    await signIn(email);
    const cookie = `cuadrilla=${page.cookies.get("cuadrilla")}`;
    expect((await page.send("POST", "/api/sign-out", {})).status).toBe(204);
    expect(page.cookies.size).toBe(0);
    const again = await city.send("GET", "/api/me", undefined, { authorization: "", cookie });
    expect(again.body.code).toBe("credential-ended");
  });

  test("opens nothing twelve hours later", async () => {
    const { email } = await person();
    const { signIn, page } = browser();
    await signIn(email);
    clock.at += 12 * 3_600_000;
    await problemIn(await page.open("/api/me"), "credential-ended");
  });

  test("is asked for in a session's list by the browser that it was typed in", async () => {
    const { email } = await person();
    const { page, signIn } = browser();
    const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    await signIn(email, password, { "user-agent": agent });
    expect(await (await page.open("/api/me/sessions")).json()).toMatchObject([
      { name: "Firefox, Linux", current: true },
    ]);
  });
});

describe("a refusal", () => {
  test("is the same for an unknown address, a wrong password, somebody without one, and somebody who left", async () => {
    const answers = [];
    for (const [email, typed] of [
      ["nobody@city.example", password],
      [(await person()).email, "otra frase cualquiera"],
      [(await person({}, null)).email, password],
      [(await person({ active: false })).email, password],
      ["' OR 1=1 --", "' OR '1'='1"],
      ["<script>alert(1)</script>", "x"],
    ] as const) {
      const response = await browser().signIn(email, typed);
      const problem = await problemIn(response, "sign-in-refused");
      answers.push(JSON.stringify([response.headers.getSetCookie(), problem]));
    }
    expect(new Set(answers).size).toBe(1);
  });

  test("tells what is wrong with a body, and never what was typed", async () => {
    for (const body of [{}, { email: "a" }, { email: "a", password: "" }, { email: ["a"], password: {} }])
      await problemIn(await browser().page.send("POST", "/api/sign-in", body), "invalid-input");
    const secret = { email: "a", password: "s3cret-word".repeat(100) };
    const response = await browser().page.send("POST", "/api/sign-in", secret);
    expect(JSON.stringify(await problemIn(response, "invalid-input"))).not.toContain("s3cret-word");
  });
});

describe("whoever guesses", () => {
  /** How many seconds they are told to wait, or undefined when they were heard. */
  async function guess(email: string, at: ReturnType<typeof browser>, typed = "a wrong password") {
    const response = await at.signIn(email, typed);
    if (response.status !== 429) return void (await response.text());
    const problem = await problemIn(response, "too-many-requests");
    expect(Number(response.headers.get("retry-after"))).toBe(problem.retryAfter);
    return problem.retryAfter;
  }

  test("waits longer and longer, from wherever they try, and it is the same for an account that does not exist", async () => {
    const waits: unknown[] = [];
    for (const email of [(await person()).email, "ghost@city.example"]) {
      const mine: unknown[] = [];
      for (let tries = 0; tries < 5; tries++) expect(await guess(email, browser())).toBeUndefined();
      for (let round = 0; round < 7; round++) {
        // Another address does not help, and neither does the right password.
        const wait = await guess(email, browser(), password);
        mine.push(wait);
        clock.at += (wait ?? 0) * 1000;
        expect(await guess(email, browser())).toBeUndefined();
      }
      waits.push(mine);
    }
    expect(waits[0]).toEqual([30, 60, 120, 120, 120, 120, 120]);
    expect(waits[1]).toEqual(waits[0]);
  });

  test("is heard no more often by asking at the same moment", async () => {
    const { email } = await person();
    const at = browser();
    const answers = await Promise.all(Array.from({ length: 12 }, () => at.signIn(email, "a wrong password")));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(7);
  });

  test("at many accounts waits by their address, and others do not wait with them", async () => {
    const at = browser();
    for (let tries = 0; tries < 20; tries++) expect(await guess(`${tries}@city.example`, at)).toBeUndefined();
    expect(await guess("another@city.example", at)).toBe(30);
    const { email } = await person();
    expect(await guess(email, at, password)).toBe(30);
    expect((await browser().signIn(email)).status).toBe(204);
  });

  test("and was right in the end begins anew; an office that signs in all day is not an attack", async () => {
    const { email } = await person();
    const at = browser();
    for (let round = 0; round < 3; round++) {
      for (let tries = 0; tries < 4; tries++) expect(await guess(email, at)).toBeUndefined();
      expect((await at.signIn(email)).status).toBe(204);
    }
    const office = browser();
    for (let people = 0; people < 30; people++) expect((await office.signIn(email)).status).toBe(204);
  });

  test("is forgotten after a day without another try", async () => {
    const { email } = await person();
    for (let tries = 0; tries < 5; tries++) await guess(email, browser());
    clock.at += DAY + 1;
    await pruneSignIns.run(city.ctx);
    const [{ left } = { left: -1 }] = await city.ctx.db.query<{ left: number }>(
      "SELECT count(*) AS left FROM sign_in_failures",
    );
    expect(left).toBe(0);
    for (let tries = 0; tries < 5; tries++) expect(await guess(email, browser())).toBeUndefined();
  });
});

test("a restart ends no session, and is no way around waiting", async () => {
  const database = await testDatabase();
  const start = () => TestCity.start({ clock, database, trustProxy: 1 });
  let lives = await start();
  try {
    const ana = await person({}, hash, lives);
    const luis = await person({}, hash, lives);
    const before = browser(lives);
    await before.signIn(ana.email);
    for (let tries = 0; tries < 5; tries++) await browser(lives).signIn(luis.email, "a wrong password");
    await lives.stop();
    lives = await start();
    const after = browser(lives);
    for (const [name, value] of before.page.cookies) after.page.cookies.set(name, value);
    expect((await after.me()).actor.id).toBe(ana.id);
    await problemIn(await browser(lives).signIn(luis.email), "too-many-requests");
  } finally {
    await lives.stop();
    await database.close();
  }
});

describe("one's own password", () => {
  const next = "otra frase, más larga todavía";
  const change = (at: ReturnType<typeof browser>, body: object) =>
    at.page.send("PUT", "/api/me/password", body);

  test("is changed by whoever knows the old one, and ends their other sessions", async () => {
    const { email } = await person();
    const [mine, other] = [browser(), browser()];
    await mine.signIn(email);
    await other.signIn(email);
    expect((await change(mine, { old: password, new: next })).status).toBe(204);
    expect((await mine.page.open("/api/me")).status).toBe(200);
    await problemIn(await other.page.open("/api/me"), "credential-ended");
    await problemIn(await other.signIn(email), "sign-in-refused");
    expect((await other.signIn(email, next)).status).toBe(204);
  });

  test("is not changed without the old one, however often somebody at an open browser tries", async () => {
    const { email } = await person();
    const mine = browser();
    await mine.signIn(email);
    for (let tries = 0; tries < 5; tries++)
      await problemIn(await change(mine, { old: "a wrong password", new: next }), "wrong-password");
    await problemIn(await change(mine, { old: password, new: next }), "too-many-requests");
  });

  test("is long rather than intricate, and not what anybody would try first", async () => {
    const email = `${randomUUID()}@city.example`;
    await person({ email });
    const mine = browser();
    await mine.signIn(email);
    for (const [wrong, rule] of [
      ["corta", "must have at least 12 characters"],
      ["🚧".repeat(11), "must have at least 12 characters"],
      ["aaaaaaaaaaaaaaaa", "must have at least 5 different characters"],
      ["abcdef".repeat(22), "must have at most 128 characters"],
      [email, "must not be your e-mail address"],
      [email.split("@")[0]?.toUpperCase() ?? "", "must not be your e-mail address"],
    ] as const) {
      const problem = await problemIn(await change(mine, { old: password, new: wrong }), "invalid-input");
      expect(problem.errors).toEqual([{ field: "new", rule }]);
      expect(problem.detail).not.toContain(wrong);
    }
    expect((await change(mine, { old: password, new: "solo letras, y ya" })).status).toBe(204);
  });
});

test("the demo shows a sign-in for each role, and each of them is there to be used; a real city has none", async () => {
  const shown = await browser().page.open("/api/demo/sign-ins");
  expect(((await shown.json()) as { role: string }[]).map(({ role }) => role).sort()).toEqual([
    "administrator",
    "brigade",
    "operator",
    "planner",
    "supervisor",
  ]);
  const options = await (await browser().page.open("/api/sign-in/options")).json();
  expect(options).toEqual({ password: true, oidc: null, demo: true });
  const real = await TestCity.start({ demo: false });
  try {
    await problemIn(await browser(real).page.open("/api/demo/sign-ins"), "not-found");
    const { demo } = (await (await browser(real).page.open("/api/sign-in/options")).json()) as {
      demo: boolean;
    };
    expect(demo).toBe(false);
  } finally {
    await real.stop();
  }
});

/** Coming in by the city's identity provider: a real one, and everything that can go wrong on the way there and back. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { addPerson } from "#server/identity/save-person";
import { BrowserLike } from "#test/support/browser-like";
import { allowConsole } from "#test/support/console-noise";
import { client, IdentityProvider } from "#test/support/identity-provider";
import { TestCity } from "#test/support/living-city";
import { freePort } from "#test/support/private-process";

const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
const admin = { role: "system", id: "test" } as const;

let city: TestCity;
let provider: IdentityProvider;
beforeAll(async () => {
  // It says that it is made for newer Node.js, and with what settings one should not run it.
  allowConsole(/oidc-provider/);
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  provider = await IdentityProvider.start(`${publicUrl}/api/sign-in/oidc/callback`);
  const { id: clientId, secret: clientSecret } = client;
  const oidc = { issuer: provider.issuer, clientId, clientSecret, name: "Cuenta municipal" };
  city = await TestCity.start({ port, publicUrl, clock, oidc });
});
afterEach(() => {
  clock.ahead = 0;
});
afterAll(async () => {
  await city.stop();
  await provider.close();
});

async function person(active = true) {
  const email = `${randomUUID()}@city.example`;
  const fields = { name: "Ana", email, role: "planner", department: null, brigade: null, active } as const;
  return { email, ...(await addPerson(city.ctx, admin, fields)) };
}

/** A browser with a tab here and what it keeps for the provider. */
function browser() {
  const here = new BrowserLike(city.url);
  const there = new BrowserLike(provider.issuer);
  const goTo = async (page: BrowserLike, url: string) => {
    const response = await page.open(url);
    return response.headers.get("location") ?? "";
  };
  return {
    here,
    /** Presses the button; gives back where that leads. */
    leave: (to = "/") => goTo(here, `/api/sign-in/oidc?to=${encodeURIComponent(to)}`),
    /** Signs in there as whoever the provider is told; gives back the address that leads back here. */
    async signInThere(url: string): Promise<string> {
      let at = await goTo(there, url);
      for (let hops = 0; hops < 5 && !at.includes("/callback"); hops++) at = await goTo(there, at);
      return at;
    },
    comeBack: (url: string) => goTo(here, url),
    async signedInAs() {
      const { actor } = (await (await here.open("/api/me")).json()) as {
        actor: { role: string; id: string };
      };
      return actor.role === "anonymous" ? undefined : actor.id;
    },
  };
}

/** All the way; gives back where it ends. */
async function signIn(at = browser(), to?: string) {
  return at.comeBack(await at.signInThere(await at.leave(to)));
}

test("the page is told of it, and the way there says no secret and proves itself on the way back", async () => {
  const at = browser();
  const options = await (await at.here.open("/api/sign-in/options")).json();
  expect(options).toEqual({ password: true, oidc: { name: "Cuenta municipal" }, demo: true });
  const url = new URL(await at.leave());
  expect(url.origin).toBe(provider.issuer);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    response_type: "code",
    code_challenge_method: "S256",
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(url.href).not.toContain(encodeURIComponent(client.secret));
  expect(at.here.setCookies).toEqual([
    expect.stringMatching(/^cuadrilla-oidc=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/),
  ]);
  // Sealed: what is to be proven later cannot be read out of it.
  const sealed = Buffer.from(at.here.cookies.get("cuadrilla-oidc") ?? "", "base64url").toString("latin1");
  expect(sealed).not.toContain(url.searchParams.get("state"));
});

describe("somebody whom an administrator has added", () => {
  test("comes in the first time by their verified address, afterwards by who they are there, and where they wanted", async () => {
    const { email, id } = await person();
    const subject = randomUUID();
    provider.who = { subject, email: email.toUpperCase(), verified: true };
    const first = browser();
    expect(await signIn(first, "/admin/people?sort=name")).toBe("/admin/people?sort=name");
    expect(await first.signedInAs()).toBe(id);
    expect([...first.here.cookies.keys()]).toEqual(["cuadrilla"]);
    // The role is ours; so is the decision that they may come in.
    provider.who = { subject, email: "married@city.example", verified: false };
    const second = browser();
    expect(await signIn(second)).toBe("/");
    expect(await second.signedInAs()).toBe(id);
  });

  test("is not taken over by somebody else who is given their address later", async () => {
    const { email } = await person();
    provider.who = { subject: randomUUID(), email, verified: true };
    await signIn();
    provider.who = { subject: randomUUID(), email, verified: true };
    const at = browser();
    expect(await signIn(at)).toBe("/sign-in?refused=unknown-person");
    expect(await at.signedInAs()).toBeUndefined();
  });

  test("does not come in by an address that the provider has not verified, or does not say", async () => {
    const { email } = await person();
    for (const who of [{ email, verified: false }, { email }, { verified: true }]) {
      provider.who = { subject: randomUUID(), ...who };
      expect(await signIn()).toBe("/sign-in?refused=email-not-verified");
    }
  });

  test("does not come in any more once they may not", async () => {
    const { email } = await person();
    const subject = randomUUID();
    provider.who = { subject, email, verified: true };
    expect(await signIn()).toBe("/");
    await city.ctx.db.query("UPDATE people SET active = false WHERE email = $1", [email]);
    expect(await signIn()).toBe("/sign-in?refused=unknown-person");
    provider.who = { subject: randomUUID(), email: (await person(false)).email, verified: true };
    expect(await signIn()).toBe("/sign-in?refused=unknown-person");
  });
});

describe("nobody comes in", () => {
  /** At the threshold: signed in there, with the address that leads back. */
  async function atTheThreshold() {
    const { email } = await person();
    provider.who = { subject: randomUUID(), email, verified: true };
    const at = browser();
    return { at, back: await at.signInThere(await at.leave()) };
  }
  async function refused(at: ReturnType<typeof browser>, back: string, reason = "begun-elsewhere") {
    expect(await at.comeBack(back)).toBe(`/sign-in?refused=${reason}`);
    expect(await at.signedInAs()).toBeUndefined();
  }

  test("whom nobody here has added", async () => {
    provider.who = { subject: randomUUID(), email: "stranger@elsewhere.example", verified: true };
    expect(await signIn()).toBe("/sign-in?refused=unknown-person");
  });

  test("who said no there", async () => {
    provider.who = "nobody";
    const at = browser();
    const back = await at.signInThere(await at.leave());
    expect(back).toContain("error=access_denied");
    await refused(at, back, "denied");
  });

  test("by a forged state, none, or another browser's way back", async () => {
    const forged = await atTheThreshold();
    await refused(forged.at, forged.back.replace(/state=[\w-]+/, `state=${"A".repeat(43)}`));
    const none = await atTheThreshold();
    await refused(none.at, none.back.replace(/&?state=[\w-]+/, ""));
    // Somebody is sent a link that would sign them in as the sender.
    const sender = await atTheThreshold();
    await refused(browser(), sender.back);
    const halfway = browser();
    await halfway.leave();
    await refused(halfway, sender.back);
  });

  test("by the same way back twice, even with what the browser had forgotten", async () => {
    const { at, back } = await atTheThreshold();
    const kept = at.here.cookies.get("cuadrilla-oidc") ?? "";
    expect(await at.comeBack(back)).toBe("/");
    const again = browser();
    await refused(again, back);
    again.here.cookies.set("cuadrilla-oidc", kept);
    await refused(again, back);
  });

  test("by a memory of the way that somebody has touched, or that is ten minutes old", async () => {
    const touched = await atTheThreshold();
    const kept = touched.at.here.cookies.get("cuadrilla-oidc") ?? "";
    touched.at.here.cookies.set("cuadrilla-oidc", `${kept.slice(0, -5)}AAAAA`);
    await refused(touched.at, touched.back);
    const old = await atTheThreshold();
    clock.ahead = 600_001;
    await refused(old.at, old.back);
  });

  test("by an answer that was meant for another question (nonce)", async () => {
    await atTheThreshold();
    const at = browser();
    const url = new URL(await at.leave());
    url.searchParams.set("nonce", "of somebody else");
    await refused(at, await at.signInThere(url.href));
  });

  test("by a code that is made up, or an error that is", async () => {
    const madeUp = await atTheThreshold();
    await refused(madeUp.at, madeUp.back.replace(/code=[\w-]+/, "code=made-up"));
    const error = await atTheThreshold();
    const { searchParams } = new URL(error.back);
    const said = `/api/sign-in/oidc/callback?error=%3Cscript%3E&state=${searchParams.get("state")}&iss=${searchParams.get("iss")}`;
    await refused(error.at, said, "denied");
  });
});

test("where one wanted to go is a path of ours, or the map", async () => {
  const { email } = await person();
  provider.who = { subject: randomUUID(), email, verified: true };
  for (const to of [
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "admin",
    "",
  ])
    expect(await signIn(browser(), to), to).toBe("/");
});

test("a provider that is away keeps nobody from a password, and is there again when it is", async () => {
  const away = await TestCity.start({
    publicUrl: "http://127.0.0.1:1",
    oidc: { issuer: "http://127.0.0.1:9", clientId: "x", clientSecret: undefined, name: "Away" },
  });
  try {
    const page = new BrowserLike(away.url);
    const response = await page.open("/api/sign-in/oidc");
    expect(response.headers.get("location")).toBe("/sign-in?refused=provider-away");
    expect((await page.open("/api/sign-in/options")).status).toBe(200);
  } finally {
    await away.stop();
  }
  const { email } = await person();
  provider.who = { subject: randomUUID(), email, verified: true };
  const at = browser();
  const back = await at.signInThere(await at.leave());
  await provider.close();
  expect(await at.comeBack(back)).toBe("/sign-in?refused=provider-away");
  allowConsole(/oidc-provider/);
  await provider.open();
  expect(await signIn()).toBe("/");
});

import { beforeEach, expect, test } from "vitest";
import type { PresenceAnswer, PresenceEntry } from "#contract/presence";
import { AWAY_AFTER_MS, PresenceTeller } from "../../client/live/presence.ts";
import { forgetPresence, othersAt, othersByFolio, usePresence } from "../../client/store/presence-store.ts";
import { settle } from "./scripted-server.ts";

const folio = "22222-22222";
const entry = (session: string, claimed = false, since = 1): PresenceEntry => ({
  session,
  name: session.toUpperCase(),
  folio,
  since,
  claimed,
});

beforeEach(forgetPresence);

/** A server that answers what the test says. */
function tellerTo(answers: (name: string) => PresenceAnswer) {
  const said: [string, object][] = [];
  const teller = new PresenceTeller(0);
  teller.open({
    say: async (name, message) => {
      said.push([name, message]);
      return answers(name);
    },
  });
  return { teller, said };
}

const yes: PresenceAnswer = { ok: true, session: "me" };

test("PR4 what is open and what is claimed is said again after a reconnection, and nothing that was given back", async () => {
  const { teller, said } = tellerTo(() => yes);
  teller.look(folio);
  teller.look(folio);
  await teller.claim(folio);
  await teller.claim("33333-33333");
  teller.release("33333-33333");
  expect(said.map(([name]) => name)).toEqual(["look", "claim", "claim", "release"]);
  said.length = 0;
  teller.connected();
  await settle();
  expect(said).toEqual([
    ["look", { folio }],
    ["claim", { folio, takeOver: false }],
  ]);
});

test("PR4 a claim that a colleague took over meanwhile is given up, and the person is told whose it is", async () => {
  let answer: PresenceAnswer = yes as PresenceAnswer;
  const { teller } = tellerTo(() => answer);
  await teller.claim(folio);
  answer = { ok: false, session: "me", held: entry("beto", true) };
  teller.connected();
  await settle();
  expect([...usePresence.getState().claimed]).toEqual([]);
  expect(usePresence.getState().lost).toMatchObject({ folio, by: { session: "beto" } });
});

test("PR4 whoever comes back after a long while claims anew what the server has forgotten, and not before that", async () => {
  const { teller, said } = tellerTo(() => yes);
  await teller.claim(folio);
  said.length = 0;
  teller.touched(AWAY_AFTER_MS);
  teller.sayAgain(2 * AWAY_AFTER_MS);
  teller.sayAgain(2 * AWAY_AFTER_MS + 1);
  teller.touched(3 * AWAY_AFTER_MS);
  teller.touched(3 * AWAY_AFTER_MS);
  await settle();
  expect(said).toEqual([
    ["look", { folio: null }],
    ["claim", { folio, takeOver: false }],
  ]);
});

test("the others at a report are shown without oneself, whoever has claimed it first", async () => {
  const { teller } = tellerTo(() => yes);
  await teller.claim(folio);
  teller.presence([entry("me", true), entry("a"), entry("b", true, 9)]);
  const now = usePresence.getState();
  expect(othersAt(now, folio).map(({ session }) => session)).toEqual(["b", "a"]);
  expect(othersByFolio(now).get(folio)?.session).toBe("b");
  expect(othersAt(now, "33333-33333")).toEqual([]);
});

test("without an answer nothing is known, and nothing is claimed", async () => {
  const teller = new PresenceTeller(0);
  teller.open({ say: () => Promise.reject(new Error("no answer")) });
  expect(await teller.claim(folio)).toBeUndefined();
  expect(usePresence.getState()).toMatchObject({ mine: null, claimed: new Set() });
});

test("PR4 what was claimed before the page was loaded anew is its own again, and not a colleague's", async () => {
  const { teller, said } = tellerTo(() => yes);
  teller.presence([entry("me", true), { ...entry("beto", true), folio: "33333-33333" }]);
  await settle();
  expect(said).toEqual([["look", { folio: null }]]);
  expect([...usePresence.getState().claimed]).toEqual([folio]);
  expect(othersAt(usePresence.getState(), folio)).toEqual([]);
  teller.presence([]);
  expect(said).toHaveLength(1);
});

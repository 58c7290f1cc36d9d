import fc from "fast-check";
import { expect, test } from "vitest";
import { holderOf, outranks, presenceFor, type Standing } from "#domain/presence";

const anyStanding: fc.Arbitrary<Standing> = fc.record({
  session: fc.constantFrom("a", "b", "c", "d"),
  name: fc.constant("Ana"),
  folio: fc.constantFrom("22222-22222", "33333-33333"),
  since: fc.nat({ max: 3 }),
  claimed: fc.boolean(),
  person: fc.constant("1"),
  department: fc.constantFrom(null, "works", "parks"),
  turn: fc.nat({ max: 2 }),
});

test("PR5 every server finds the same holder, in whatever order it heard of the claims", () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyStanding, { selector: ({ session }) => session }), (all) => {
      const folio = "22222-22222";
      const holder = holderOf(folio, all);
      expect(holderOf(folio, [...all].reverse())).toEqual(holder);
      for (const other of all)
        if (holder && other !== holder && other.claimed && other.folio === folio)
          expect([outranks(holder, other), outranks(other, holder)]).toEqual([true, false]);
    }),
  );
});

test("PR4 whoever took over has it, though the first claimed earlier", () => {
  const first: Standing = {
    session: "a",
    name: "Ana",
    folio: "22222-22222",
    since: 1,
    claimed: true,
    person: "1",
    department: null,
    turn: 1,
  };
  const second = { ...first, session: "b", name: "Beto", person: "2", since: 9 };
  expect(holderOf(first.folio, [second, first])?.name).toBe("Ana");
  expect(holderOf(first.folio, [{ ...second, turn: 2 }, first])?.name).toBe("Beto");
});

test("PR2 an audience is told of its department alone, and nobody beyond operations of anything", () => {
  fc.assert(
    fc.property(fc.array(anyStanding), (all) => {
      const told = presenceFor({ kind: "ops", department: "parks" }, all);
      expect(told.length).toBe(all.filter(({ department }) => department === "parks").length);
      for (const entry of told)
        expect(Object.keys(entry)).toEqual(["session", "name", "folio", "since", "claimed"]);
      expect(presenceFor({ kind: "ops", department: null }, all).length).toBe(all.length);
      expect(presenceFor({ kind: "public" }, all)).toEqual([]);
      expect(presenceFor({ kind: "field", brigade: "works-1" }, all)).toEqual([]);
    }),
  );
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { audit } from "#server/audit/audit";
import { place, TestCity } from "#test/support/living-city";

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start();
});
afterAll(() => city.stop());

interface Row {
  actor_role: string;
  actor_id: string;
  credential: string | null;
  address: string | null;
  action: string;
  outcome: string;
  folio: string | null;
}

function rowsOf(folio: string): Promise<Row[]> {
  return city.ctx.db.query<Row>("SELECT * FROM audit WHERE folio = $1 ORDER BY id", [folio]);
}

describe("the audit of commands", () => {
  test("says who did what to which report, from where, by which credential", async () => {
    const { folio, version } = await city.report();
    const brigade = city.ctx.rules.city.brigades[0]?.code;
    const headers = await city.as("supervisor");
    await city.send("POST", "/api/commands/assign-report", { folio, version, brigade }, headers);
    const rows = await rowsOf(folio);
    expect(rows.map(({ actor_role, action, outcome }) => [actor_role, action, outcome])).toEqual([
      ["operator", "report.create", "done"],
      ["supervisor", "report.assign", "done"],
    ]);
    for (const { address, credential } of rows) {
      expect(address).toMatch(/127\.0\.0\.1/);
      expect(credential).not.toBeNull();
    }
  });

  test("keeps no address of a citizen", async () => {
    const service = city.ctx.rules.city.services[0]?.code;
    const made = await city.send("POST", "/api/reports", { service, ...place }, { authorization: "" });
    expect(await rowsOf(String(made.body.folio))).toMatchObject([
      { actor_role: "anonymous", action: "report.create", address: null, credential: null },
    ]);
  });

  test("has one line for a command that was sent twice, and none for one that was refused", async () => {
    const { folio, version } = await city.report();
    const brigade = city.ctx.rules.city.brigades[0]?.code;
    const assign = (by: number, key: string) =>
      city.send(
        "POST",
        "/api/commands/assign-report",
        { folio, version: by, brigade },
        { "idempotency-key": key },
      );
    expect((await assign(version, "audited-once")).status).toBe(200);
    expect((await assign(version, "audited-once")).status).toBe(200);
    expect((await assign(version, "comes-too-late")).status).toBe(409);
    expect((await rowsOf(folio)).map(({ action }) => action)).toEqual(["report.create", "report.assign"]);
  });
});

test("what the audit holds can neither be changed nor removed, one by one or all at once", async () => {
  const { db } = city.ctx;
  const actor = { role: "operator", id: "x" } as const;
  await db.transaction((tx) =>
    audit(tx, { actor, credential: null, address: null, action: "sign-in", outcome: "refused" }),
  );
  const before = await db.query("SELECT * FROM audit ORDER BY id");
  for (const sql of ["UPDATE audit SET actor_id = 'somebody else'", "DELETE FROM audit", "TRUNCATE audit"])
    await expect(db.query(sql)).rejects.toThrow("table audit: rows are only ever added");
  expect(await db.query("SELECT * FROM audit ORDER BY id")).toEqual(before);
});

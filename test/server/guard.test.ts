import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Role, roles } from "#contract/actor";
import { PROTOCOL } from "#contract/live";
import { may } from "#domain/may";
import { routes } from "#server/http/routes";
import { rowCounts } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";
import { problemIn } from "#test/support/problem";
import { testDatabase } from "#test/support/test-database";

let demo: TestCity;
/** The same city, outside the demo. */
let plain: TestCity;
let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase();
  demo = await TestCity.start({ database });
  plain = await TestCity.start({ database, demo: false });
});
afterAll(async () => {
  await Promise.all([demo.stop(), plain.stop()]);
  await database.close();
});

const named = routes.map((route): [string, (typeof routes)[number]] => [
  `${route.method.toUpperCase()} ${route.path}`,
  route,
]);

function ask(city: TestCity, route: (typeof routes)[number], headers: Record<string, string> = {}) {
  const path = route.path.replace(":folio", "22222-22222").replace(":code", "nobody");
  const withBody = route.method !== "get";
  return fetch(city.url + path, {
    method: route.method.toUpperCase(),
    headers: { ...(withBody && { "content-type": "application/json" }), ...headers },
    // Wrong on purpose: who may not do it is told so before what is wrong with it.
    ...(withBody && { body: '{"nonsense": true}' }),
  });
}

describe("in the demo", () => {
  test.each(named)("%s is for those whom the table of permissions names", async (_, route) => {
    for (const role of roles) {
      if (role === "system") continue;
      const response = await ask(demo, route, { "x-demo-actor": `${role}:test` });
      if (may(role, route.needs)) {
        expect([401, 403], `${role} may`).not.toContain(response.status);
        await response.arrayBuffer();
      } else await problemIn(response, role === "anonymous" ? "sign-in-needed" : "forbidden");
    }
  });

  test("who says nothing is its operator", async () => {
    const { folio } = await demo.report();
    const card = await demo.send("GET", `/api/reports/${folio}`);
    expect(card.body.timeline).toMatchObject([{ actor: { role: "operator", id: "demo" } }]);
  });

  test("nobody can pretend to be the system", async () => {
    const { status, body } = await demo.send("GET", "/api/city", undefined, {
      "x-demo-actor": "system:sweep",
    });
    expect([status, body.code]).toEqual([400, "invalid-input"]);
  });

  test("a citizen may not move a report and a device may not make one", async () => {
    const { folio, version } = await demo.report();
    const brigade = demo.ctx.rules.city.brigades[0]?.code;
    const moved = await demo.send(
      "POST",
      "/api/commands/assign-report",
      { folio, version, brigade },
      {
        "x-demo-actor": "citizen:app",
      },
    );
    expect([moved.status, moved.body.code]).toEqual([403, "forbidden"]);
    const service = demo.ctx.rules.city.services[0]?.code;
    const made = await demo.send(
      "POST",
      "/api/reports",
      { service, ...place },
      { "x-demo-actor": "device:gps-1" },
    );
    expect([made.status, made.body.code]).toEqual([403, "forbidden"]);
  });
});

describe("outside the demo", () => {
  test.each(named)("%s is for everybody or asks for a sign-in, in a sentence", async (_, route) => {
    const response = await ask(plain, route);
    if (may("anonymous", route.needs)) {
      expect([401, 403]).not.toContain(response.status);
      await response.arrayBuffer();
      return;
    }
    const problem = await problemIn(response, "sign-in-needed");
    expect(problem.detail).toMatch(/sign-in.*outside the demo/);
  });

  test("saying who one is does not help", async () => {
    for (const role of ["operator", "brigade", "system", "device"] satisfies Role[]) {
      const headers = { "x-demo-actor": `${role}:demo` };
      const before = await rowCounts(database);
      const { folio } = await demo.report();
      const brigade = plain.ctx.rules.city.brigades[0]?.code;
      const move = { folio, version: 1, brigade };
      const answer = await plain.send("POST", "/api/commands/assign-report", move, headers);
      expect([answer.status, answer.body.code]).toEqual([401, "sign-in-needed"]);
      const positions = [{ brigade, at: new Date().toISOString(), ...place }];
      const ingest = await plain.send("POST", "/api/ingest/batch", { positions }, headers);
      expect([ingest.status, ingest.body.code]).toEqual([401, "sign-in-needed"]);
      expect(await rowCounts(database)).toEqual({
        ...before,
        reports: Number(before.reports) + 1,
        events: Number(before.events) + 1,
      });
    }
  });

  test("anybody may report something, as nobody in particular", async () => {
    const { folio } = await plain.report();
    const card = await demo.send("GET", `/api/reports/${folio}`);
    expect(card.body.timeline).toMatchObject([{ kind: "received", actor: { role: "anonymous" } }]);
  });

  test("anybody may look at the living map", async () => {
    const wall = await plain.wall();
    const report = await plain.report();
    await wall.reached(report.cursor);
    expect(wall.seen.map(({ kind }) => kind)).toContain("report.received");
    expect((await plain.send("GET", "/api/city")).body.demo).toBe(false);
  });
});

test("a socket's handshake goes through the same guard", async () => {
  const refused = (city: TestCity, actor: string) =>
    new Promise<string>((resolve) => {
      const socket = io(city.url, {
        auth: { protocol: PROTOCOL },
        transports: ["websocket"],
        reconnection: false,
        forceNew: true,
        extraHeaders: { "x-demo-actor": actor },
      });
      const end = (result: string) => {
        socket.disconnect();
        resolve(result);
      };
      socket.on("connect", () => end("connected"));
      socket.on("connect_error", (error: Error & { data?: { code?: string } }) =>
        end(error.data?.code ?? error.message),
      );
    });
  expect(await refused(demo, "operator:ana")).toBe("connected");
  expect(await refused(demo, "device:gps-1")).toBe("forbidden");
  expect(await refused(demo, "nobody")).toBe("invalid-input");
  expect(await refused(plain, "device:gps-1")).toBe("connected");
});

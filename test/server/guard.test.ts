/** The table of permissions, on the wire: every role against every route. */
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Role, roles } from "#contract/actor";
import { PROTOCOL } from "#contract/live";
import { type Action, cell } from "#domain/may";
import { routes } from "#server/http/routes";
import { type MessageName, messages } from "#server/live/messages";
import { rowCounts } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";
import { bearer, tokenOf } from "#test/support/people";
import { problemIn } from "#test/support/problem";

let city: TestCity;
const headersOf = new Map<Role, Record<string, string>>();
/** Nobody can come as the system: it has nothing to show. */
const askers = roles.filter((role) => role !== "system");

beforeAll(async () => {
  city = await TestCity.start();
  for (const role of askers) headersOf.set(role, bearer(await tokenOf(city.ctx, role)));
});
afterAll(() => city.stop());

const named = routes.map((route): [string, (typeof routes)[number]] => [
  `${route.method.toUpperCase()} ${route.path}`,
  route,
]);

function ask(route: (typeof routes)[number], headers: Record<string, string>) {
  const path = route.path.replace(":folio", "22222-22222").replace(/:\w+/g, "nobody");
  const withBody = route.method === "post" || route.method === "put";
  return fetch(city.url + path, {
    method: route.method.toUpperCase(),
    headers: {
      ...(withBody && { "content-type": "application/json" }),
      "x-report-ticket": "none",
      ...headers,
    },
    // Wrong on purpose: who may not do it is told so before what is wrong with it.
    ...(withBody && { body: '{"nonsense": true}' }),
    redirect: "manual",
  });
}

describe.each(askers)("%s", (role) => {
  // A citizen is somebody for whom an intake speaks: nobody signs in as one.
  const acts = role === "citizen" ? "anonymous" : role;
  test.each(named)("is let in or kept out as the table says: %s", async (_, route) => {
    const response = await ask(route, headersOf.get(role) ?? {});
    if (cell(acts, route.needs) !== "no") {
      // What is wrong with the request itself is another matter: its ticket, say.
      const said = await response.text();
      if (response.status === 401 || response.status === 403)
        expect(["sign-in-needed", "credential-ended", "forbidden"]).not.toContain(JSON.parse(said).code);
    } else await problemIn(response, acts === "anonymous" ? "sign-in-needed" : "forbidden");
  });
});

/** Connects as somebody of a role; gives back the socket, or the code of why not. */
async function connect(headers: Record<string, string>): Promise<Socket | string> {
  const socket = io(city.url, {
    auth: { protocol: PROTOCOL },
    extraHeaders: headers,
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
  });
  return new Promise((resolve) => {
    socket.on("connect", () => resolve(socket));
    socket.on("connect_error", (error: Error & { data?: { code?: string } }) => {
      socket.disconnect();
      resolve(error.data?.code ?? error.message);
    });
  });
}

describe("over the socket", () => {
  const said = Object.entries(messages) as [MessageName, Action][];

  test.each(askers)("%s is let in to each message, or kept out, as the table says", async (role) => {
    const acts = role === "citizen" ? "anonymous" : role;
    const found = await connect(headersOf.get(role) ?? {});
    for (const [name, needs] of said) {
      const code =
        typeof found === "string"
          ? found
          : (await found.timeout(20_000).emitWithAck(name, { nonsense: true })).problem.code;
      const kept = acts === "anonymous" ? "sign-in-needed" : "forbidden";
      expect(code, name).toBe(cell(acts, needs) === "no" ? kept : "invalid-input");
    }
    if (typeof found !== "string") found.disconnect();
  });

  test("a key without the scope is kept out", async () => {
    expect(await connect(await city.as("integration", { scopes: ["report.create"] }))).toBe("forbidden");
  });

  test("nothing is listened to that is not in the list", async () => {
    const found = await connect(headersOf.get("operator") ?? {});
    // Besides what a connection itself is told.
    const own = ["disconnect", "error"];
    for (const socket of city.server.sockets.sockets.sockets.values())
      expect(new Set(socket.eventNames())).toEqual(new Set([...own, ...Object.keys(messages)]));
    if (typeof found !== "string") found.disconnect();
  });
});

test("saying who one is, without anything to show for it, does not help", async () => {
  const { folio } = await city.report();
  const before = await rowCounts(city.ctx.db);
  const brigade = city.ctx.rules.city.brigades[0]?.code;
  for (const said of ["operator:ana", "system:sweep", "administrator:root"]) {
    const headers = { authorization: "", "x-demo-actor": said };
    const move = await city.send(
      "POST",
      "/api/commands/assign-report",
      { folio, version: 1, brigade },
      headers,
    );
    expect([move.status, move.body.code]).toEqual([401, "sign-in-needed"]);
    const positions = [{ brigade, at: new Date().toISOString(), ...place }];
    const ingest = await city.send("POST", "/api/ingest/batch", { positions }, headers);
    expect([ingest.status, ingest.body.code]).toEqual([401, "sign-in-needed"]);
  }
  expect(await rowCounts(city.ctx.db)).toEqual(before);
});

test("anybody may report something, as nobody in particular", async () => {
  const service = city.ctx.rules.city.services[0]?.code;
  const made = await city.send("POST", "/api/reports", { service, ...place }, { authorization: "" });
  expect(made.status).toBe(201);
  const card = await city.send("GET", `/api/reports/${made.body.folio}`);
  expect(card.body.timeline).toMatchObject([
    { kind: "received", actor: { role: "anonymous" }, actorName: null },
  ]);
});

describe("rows are held apart too", () => {
  const codes = () => {
    const { services, brigades, departments } = city.ctx.rules.city;
    const [mine, other] = departments.map(({ code }) => code);
    const serviceOf = (department: string | undefined) =>
      services.find((s) => s.department === department)?.code;
    return { mine, other, serviceOf, brigades: brigades.map(({ code }) => code) };
  };

  test("a department's supervisor opens, lists and moves its reports, and no others exist for them", async () => {
    const { mine, other, serviceOf, brigades } = codes();
    const own = await city.report({ service: serviceOf(mine) });
    const foreign = await city.report({ service: serviceOf(other) });
    const headers = await city.as("supervisor", { department: mine ?? "" });
    const get = (folio: string) => city.send("GET", `/api/reports/${folio}`, undefined, headers);
    const assign = (report: typeof own) => {
      const { folio, version } = report;
      return city.send(
        "POST",
        "/api/commands/assign-report",
        { folio, version, brigade: brigades[0] },
        headers,
      );
    };
    expect((await get(own.folio)).status).toBe(200);
    expect((await get(foreign.folio)).body.code).toBe("not-found");
    expect((await assign(foreign)).body.code).toBe("not-found");
    expect((await assign(own)).status).toBe(200);
    const list = await city.send("GET", "/api/reports?open=1", undefined, headers);
    const folios = (list.body.reports as { folio: string }[]).map(({ folio }) => folio);
    expect(folios).toContain(own.folio);
    expect(folios).not.toContain(foreign.folio);
  });

  test("a member of a brigade sees and works its own stops, and no others", async () => {
    const { brigades } = codes();
    const [mine = "", other = ""] = brigades;
    const assigned = async (brigade: string) => city.move("assign-report", await city.report(), { brigade });
    const own = await assigned(mine);
    const foreign = await assigned(other);
    const headers = await city.as("brigade", { brigade: mine });
    const start = (report: typeof own) => {
      const { folio, version } = report;
      return city.send("POST", "/api/commands/start-work", { folio, version }, headers);
    };
    expect((await start(foreign)).body.code).toBe("not-found");
    expect((await start(own)).status).toBe(200);
    const list = await city.send("GET", "/api/reports?open=1", undefined, headers);
    const found = list.body.reports as { brigade: string }[];
    expect(new Set(found.map(({ brigade }) => brigade))).toEqual(new Set([mine]));
    const trail = (code: string) => city.send("GET", `/api/brigades/${code}/trail`, undefined, headers);
    expect([(await trail(mine)).status, (await trail(other)).status]).toEqual([200, 404]);
  });

  test("a device sends for its own brigade alone, and nothing of a batch with another's is kept", async () => {
    const [mine = "", other = ""] = codes().brigades;
    const headers = await city.as("device", { brigade: mine });
    const ping = (brigade: string) => ({ brigade, at: new Date().toISOString(), ...place });
    const send = (...brigades: string[]) =>
      city.send("POST", "/api/ingest/batch", { positions: brigades.map(ping) }, headers);
    const before = await rowCounts(city.ctx.db);
    expect((await send(mine, other)).body.code).toBe("unknown-brigade");
    expect(await rowCounts(city.ctx.db)).toEqual(before);
    expect((await send(mine)).body).toMatchObject({ accepted: 1 });
  });
});

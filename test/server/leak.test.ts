/**
 * AU10: nothing private is in public. Markers are planted in every private field that there is, and every public surface
 * is read for them: each route, page and refusal as nobody, the socket with all that it says, and the log. The same
 * search over an operator's surfaces finds them, or it would prove nothing.
 */
import { randomBytes, randomInt } from "node:crypto";
import pino from "pino";
import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DigestAt, PROTOCOL } from "#contract/live";
import { protocols } from "#contract/trackers";
import { decodeHead } from "#domain/snapshot";
import { cellCentre } from "#geo/hexagon";
import { routes } from "#server/http/routes";
import { issueCredential } from "#server/identity/issue-credential";
import { addPerson } from "#server/identity/save-person";
import { beginSession } from "#server/identity/sessions";
import { importReports } from "#server/reports/import-reports";
import { place, TestCity } from "#test/support/living-city";
import { degreeMarker, folioMarker, Heard, type Marker, textMarker } from "#test/support/markers";
import { bearer } from "#test/support/people";
import { archiveClosed } from "#workers/archive-closed";

/** Wednesday, 10:00 in Monterrey: brigades are on duty, so that their positions are shown at all. */
let now = Date.parse("2026-11-25T10:00:00-06:00");
const logged: string[] = [];
let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start({
    clock: { now: () => now },
    logger: pino({ level: "info" }, { write: (line: string) => void logged.push(line) }),
    gateway: { digestEveryMs: 200, framesEveryMs: 20, pulseEveryMs: 50, publicFramesEveryMs: 50 },
  });
});
afterAll(() => city.stop());

const word = () => `zq${randomBytes(9).toString("hex")}`;
/** Near a place, with six decimals of which the last is not 0. */
const near = (degrees: number) =>
  Math.round((degrees + randomInt(1, 9_000) * 1e-6) * 1e5) / 1e5 + randomInt(1, 9) * 1e-6;
const exact = (degrees: number) => Math.round(degrees * 1e6) / 1e6;

/** What everybody is told in place of homes about there: of a thousand walks some seven would draw one of these as a marker. */
const middles = new Set(
  Array.from({ length: 31 * 31 }, (_, i) => {
    const [x, y] = [(i % 31) * 3e-4, Math.floor(i / 31) * 3e-4];
    const { lon, lat } = cellCentre(place.lon + x, place.lat + y, 9);
    return [lon, lat];
  }).flat(),
);
function unlikeAny(of: number): number {
  const made = exact(near(of));
  return middles.has(made) ? unlikeAny(of) : made;
}

interface Planted {
  markers: Marker[];
  /** Of a report that everybody sees, one seen roughly, one hidden, and one that was merged into that. */
  folios: [shown: string, rough: string, hidden: string, merged: string];
  operator: string;
  ids: string[];
}

async function plant(): Promise<Planted> {
  const { ctx } = city;
  now += 1_500;
  const markers: Marker[] = [];
  const text = (name: string, made = word()) => {
    markers.push(textMarker(name, made));
    return made;
  };
  const degrees = (name: string, of: number) => {
    const made = unlikeAny(of);
    markers.push(degreeMarker(name, made));
    return made;
  };
  const actor = { role: "system", id: text("who administers") } as const;
  const person = (role: "operator" | "brigade") =>
    addPerson(
      ctx,
      actor,
      {
        name: text(`name of the ${role}`),
        email: `${text(`e-mail of the ${role}`)}@private.example`,
        role,
        department: null,
        brigade: role === "brigade" ? "limpia-1" : null,
        active: true,
      },
      `$argon2id$${text(`password hash of the ${role}`)}`,
    );
  const [operator, member] = [await person("operator"), await person("brigade")];
  const session = await beginSession(ctx, operator.id, text("browser of the operator"));
  const worker = await beginSession(ctx, member.id, text("phone of the brigade"));
  const key = await issueCredential(ctx, actor, {
    kind: "key",
    name: text("name of a key"),
    scopes: ["report.create", "position.send"],
  });
  const kiosk = await issueCredential(ctx, actor, {
    kind: "kiosk",
    name: text("name of a kiosk"),
    view: text("view of a kiosk"),
  });
  for (const [name, id] of Object.entries({
    operator: operator.id,
    brigade: member.id,
    session: session.id,
    key: key.id,
    kiosk: kiosk.id,
  }))
    text(`number of the ${name}`, id);
  for (const [name, token] of Object.entries({
    session: session.token,
    worker: worker.token,
    key: key.token,
    kiosk: kiosk.token,
  }))
    text(`token of the ${name}`, token);

  const as = bearer(session.token);
  const report = async (kind: string, service: string, at: { lon: number; lat: number }) => {
    const made = await city.send(
      "POST",
      "/api/reports",
      {
        service,
        ...at,
        description: text(`text of a ${kind} report`),
        channel: "phone",
        contact: {
          name: text(`who reported the ${kind} one`),
          email: `${text(`e-mail at the ${kind} one`)}@private.example`,
          phone: text(`telephone at the ${kind} one`, String(randomInt(1e9, 9e9))),
        },
      },
      { ...bearer(key.token), "idempotency-key": text(`idempotency key of the ${kind} one`) },
    );
    expect(made.status).toBe(201);
    return String(made.body.folio);
  };
  const home = (kind: string) => ({
    lon: degrees(`longitude of a ${kind} report`, place.lon),
    lat: degrees(`latitude of a ${kind} report`, place.lat),
  });
  const shown = await report("shown", "bache", place);
  const rough = await report("rough", "recoleccion-basura", home("rough"));
  const hidden = await report("hidden", "ruido", home("hidden"));
  markers.push(folioMarker("folio of a hidden report", hidden));

  const move = async (name: string, folio: string, version: number, more: object, headers = as) => {
    const answer = await city.send("POST", `/api/commands/${name}`, { folio, version, ...more }, headers);
    expect([name, answer.status]).toEqual([name, 200]);
  };
  for (const folio of [shown, rough, hidden]) {
    await move("assign-report", folio, 1, { brigade: "limpia-1" });
    await move("start-work", folio, 2, {}, bearer(worker.token));
  }
  // A closing that speaks of another report, which not everybody may know of.
  const duplicate = { outcome: "duplicate", reason: city.reason("duplicate"), duplicateOf: hidden };
  await move("close-report", shown, 3, duplicate);
  await move("close-report", rough, 3, { outcome: "resolved", reason: city.reason("resolve") });
  await move("reopen-report", rough, 4, { reason: city.reason("reopen") });
  // What is written beside reports, and a merger of one that everybody sees into one that nobody may know of.
  const say = async (name: string, folio: string, more: object) => {
    const answer = await city.send("POST", `/api/commands/${name}`, { folio, ...more }, as);
    expect([name, answer.status]).toEqual([name, 200]);
    return Number(answer.body.version);
  };
  for (const [kind, folio] of [
    ["shown", shown],
    ["rough", rough],
    ["hidden", hidden],
  ] as const) {
    await say("note-report", folio, {
      text: text(`internal note at the ${kind} one`),
      visibility: "internal",
    });
    await say("ask-citizen", folio, { text: text(`question at the ${kind} one`) });
    const answered = await city.send(
      "POST",
      `/api/reports/${folio}/answers`,
      { text: text(`answer at the ${kind} one`) },
      as,
    );
    expect(answered.status).toBe(201);
  }
  await say("note-report", hidden, { text: text("public note at the hidden one"), visibility: "public" });
  const merged = await report("merged", "bache", place);
  await move("merge-report", merged, 1, { into: hidden });
  await importReports(ctx, [
    {
      source: text("source of an import"),
      sourceId: text("number in an import"),
      service: "bache",
      ...place,
      receivedAt: now - 60_000,
      dueAt: now + 3_600_000,
      channel: "import",
      description: text("text of an import"),
      moves: [{ to: "assigned", at: now - 30_000, brigade: "limpia-1" }],
    },
  ]);
  const positions = [
    { brigade: "limpia-1", at: now - 1_000, name: "now" },
    { brigade: "limpia-1", at: now - 11 * 60_000, name: "minutes ago" },
    { brigade: "limpia-3", at: now - 11 * 60_000, name: "off duty" },
  ].map(({ brigade, at, name }) => ({
    brigade,
    at: new Date(at).toISOString(),
    lon: degrees(`longitude of a brigade ${name}`, place.lon),
    lat: degrees(`latitude of a brigade ${name}`, place.lat),
    battery: 0.5,
  }));
  const sent = await city.send("POST", "/api/ingest/batch", { positions }, bearer(key.token));
  expect(sent.body).toMatchObject({ accepted: 3 });
  return {
    markers,
    folios: [shown, rough, hidden, merged],
    operator: session.token,
    ids: [operator.id, key.id, kiosk.id],
  };
}

/** Asks every route and page, refused ones too, with all that a stranger could put into a path. */
async function readHttp(
  heard: Heard,
  { folios, ids }: Planted,
  headers: Record<string, string>,
): Promise<void> {
  const ask = async (method: string, path: string, where: string, body?: string) => {
    const response = await fetch(city.url + path, {
      method,
      headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body }),
      redirect: "manual",
      signal: AbortSignal.timeout(30_000),
    });
    heard.add(where, JSON.stringify([...response.headers]));
    // A refusal may repeat what was asked for: the asker knew that.
    const asked = folios.find((folio) => path.includes(folio));
    const said = Buffer.from(await response.arrayBuffer()).toString("latin1");
    heard.add(
      where,
      Buffer.from(asked === undefined ? said : said.replaceAll(asked, "what was asked"), "latin1"),
    );
  };
  const bodies = [
    '{"nonsense": true}',
    ...folios.map((folio) =>
      JSON.stringify({ folio, version: 1, brigade: "limpia-1", reason: "x", outcome: "resolved" }),
    ),
    JSON.stringify({ service: "bache", lon: 0, lat: 0 }),
    "{",
  ];
  for (const route of routes) {
    const method = route.method.toUpperCase();
    const where = `${method} ${route.path}`;
    const paths = route.path.includes(":folio")
      ? folios.map((folio) => route.path.replace(":folio", folio))
      : route.path.includes(":")
        ? [...ids, "limpia-1", "limpia-3"].map((value) => route.path.replace(/:\w+/, value))
        : [route.path, ...(method === "GET" ? [`${route.path}?open=1`, `${route.path}?minutes=1440`] : [])];
    for (const path of paths)
      if (method === "GET" || method === "DELETE") await ask(method, path, where);
      else for (const body of bodies) await ask(method, path.replace(/:\w+/g, "x"), where, body);
  }
  for (const protocol of protocols) {
    const path = `/api/ingest/${protocol}`;
    await ask("GET", `${path}?id=${ids[0]}&lat=1&lon=1`, `GET ${path}`);
    for (const body of bodies) await ask("POST", path, `POST ${path}`, body);
  }
  for (const path of ["/", "/healthz", "/readyz", "/api/nothing", "/%", `/r/${folios[2]}`])
    await ask("GET", path, `GET ${path.split("/r/")[0] || "/r/"}`);
}

/** Follows the city for as long as `meanwhile` takes and some digests and frames after it; all that the socket says is heard. */
async function readSocket(
  heard: Heard,
  name: string,
  token: string | undefined,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const bytes = await fetch(`${city.url}/api/live/snapshot`, { headers: bearer(token) }).then((answer) =>
    answer.arrayBuffer(),
  );
  heard.add(`snapshot of ${name}`, bytes);
  const { log, audience, cursor } = decodeHead(new Uint8Array(bytes));
  const socket = io(city.url, {
    auth: { protocol: PROTOCOL },
    extraHeaders: bearer(token),
    transports: ["websocket"],
    forceNew: true,
  });
  const counts: Record<string, number> = {};
  socket.onAny((event: string, message: unknown) => {
    counts[event] = (counts[event] ?? 0) + 1;
    heard.add(`socket of ${name}: ${event}`, message);
    if (event === "digest") socket.emit("digest", { ...DigestAt.parse(message), sum: 1 });
  });
  await new Promise<void>((resolve) => socket.on("connect", resolve));
  for (const from of [
    { log, audience, cursor },
    { log: "x", audience, cursor },
    { log, audience: "ops", cursor },
    { nonsense: true },
    { log, audience, cursor: 0 },
  ])
    heard.add(`socket of ${name}: answers`, await socket.timeout(10_000).emitWithAck("subscribe", from));
  await meanwhile();
  const enough = () => ["events", "digest", "positions", "pulse"].every((event) => (counts[event] ?? 0) > 1);
  await expect.poll(enough, { timeout: 20_000 }).toBe(true);
  socket.disconnect();
}

async function readHandshakes(heard: Heard): Promise<void> {
  const attempts = [
    { auth: { protocol: PROTOCOL + 1 }, extraHeaders: {} },
    { auth: {}, extraHeaders: {} },
    { auth: { protocol: PROTOCOL }, extraHeaders: bearer(`cua_session_${"x".repeat(43)}`) },
  ];
  for (const attempt of attempts) {
    const socket = io(city.url, {
      ...attempt,
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
    });
    const error = await new Promise<Error>((resolve) => socket.on("connect_error", resolve));
    heard.add("refused handshakes", { ...error, message: error.message });
    socket.close();
  }
}

test("AU10 no marker from any private field is on any public surface, and an operator's surfaces show that they were looked for", async ({
  annotate,
}) => {
  const inPublic = new Heard();
  const inOffice = new Heard();
  const markers: Marker[] = [];
  for (let round = 0; round < 2; round++) {
    const planted = await plant();
    markers.push(...planted.markers);
    await readHttp(inPublic, planted, {});
    await readHandshakes(inPublic);
    await readSocket(inPublic, "nobody", undefined, async () => {
      // Also while it happens, and not only what a snapshot shows of it afterwards.
      markers.push(...(await plant()).markers);
      const { version } = (await city.send("GET", `/api/reports/${planted.folios[1]}`)).body.report as {
        version: number;
      };
      await city.move("assign-report", { folio: planted.folios[1], version }, { brigade: "limpia-2" });
    });
    await readHttp(inOffice, planted, bearer(planted.operator));
    await readSocket(inOffice, "an operator", planted.operator, async () => void (await plant()));
  }
  now += 25 * 3_600_000;
  await archiveClosed.run(city.ctx);
  inPublic.add("the log at level info", logged.join(""));

  expect(inPublic.find(markers)).toEqual([]);
  await annotate(`${markers.length} markers, ${inPublic.said.size} surfaces`);
  expect(markers.length).toBeGreaterThan(150);
  expect(inPublic.said.size).toBeGreaterThan(routes.length + 12);
  expect(logged.length).toBeGreaterThan(0);
  const found = new Set(inOffice.find(markers).map((line) => line.replace(/ in .*/, "")));
  for (const name of [
    "name of the operator",
    "text of a hidden report",
    "internal note at the shown one",
    "question at the rough one",
    "answer at the hidden one",
    "longitude of a rough report",
    "latitude of a hidden report",
    "folio of a hidden report",
    "longitude of a brigade now",
    "number of the brigade",
  ])
    expect(found).toContain(name);
}, 240_000);

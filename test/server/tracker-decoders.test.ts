/** The decoders of trackers' protocols: what they make of sense, and that nothing makes them throw or hand on nonsense. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faults } from "#contract/trackers";
import { mendRequestLine, RequestMender } from "#server/http/trackers/mend-requests";
import { withoutTokens } from "#server/pings/trackers/dead-letters";
import { type Decoded, numberIn } from "#server/pings/trackers/decoded";
import { decodeOsmand, decodeOsmandJson } from "#server/pings/trackers/osmand";
import { deviceInForm, deviceInJson } from "#server/pings/trackers/osmand-device";
import { decodeOwntracks } from "#server/pings/trackers/owntracks";
import { decodeTraccar } from "#server/pings/trackers/traccar";
import { instantIn } from "#server/pings/trackers/tracker-time";

const NOW = Date.parse("2026-03-10T18:00:00Z");
const place = { lat: 25.6576, lon: -100.4025 };
const osmand = (query: string) => decodeOsmand(new URLSearchParams(query), NOW);
const unknown = { speed: null, heading: null, accuracy: null, battery: null };

describe("an instant", () => {
  test.each([
    ["seconds", "1773165600"],
    ["milliseconds", "1773165600000"],
    ["seconds with a fraction", "1773165600.0"],
    ["ISO 8601 in UTC", "2026-03-10T18:00:00Z"],
    ["ISO 8601 with thousandths", "2026-03-10T18:00:00.000Z"],
    ["ISO 8601 with an offset", "2026-03-10T12:00:00-06:00"],
    ["ISO 8601 with an offset without colon", "2026-03-10T12:00:00-0600"],
    ["ISO 8601 whose plus became a blank", "2026-03-10T20:00:00 02:00"],
    ["ISO 8601 without a zone", "2026-03-10T18:00:00"],
    ["ISO 8601 without seconds", "2026-03-10T18:00Z"],
    ["a date and a time", "2026-03-10 18:00:00"],
    ["a number", 1773165600],
    ["a number of milliseconds", 1773165600000],
  ])("may be written as %s", (_, said) => expect(instantIn(said)).toBe(NOW));

  test.each([
    "",
    "yesterday",
    "2026-02-30T00:00:00Z",
    "2026-13-01 00:00:00",
    "2026-03-10T25:00:00Z",
    "10/03/2026",
    "-5",
    "1e9",
    "99999999999999999",
    "2026-03-10",
    "NaN",
    "0x10",
    null,
    undefined,
    {},
    Number.NaN,
    -1,
    Number.POSITIVE_INFINITY,
  ])("is not %j", (said) => expect(instantIn(said)).toBeUndefined());
});

test("a number is decimal and finite, and text in its place is none", () => {
  expect(["25.5", " -100 ", "1e2", ".5", "+3.", 7].map(numberIn)).toEqual([25.5, -100, 100, 0.5, 3, 7]);
  for (const said of [
    "",
    " ",
    "abc",
    "12abc",
    "0x1F",
    "1,5",
    "NaN",
    "Infinity",
    "1e999",
    null,
    undefined,
    true,
    [],
    {},
    Number.NaN,
  ])
    expect(numberIn(said), String(said)).toBeUndefined();
});

describe("OsmAnd", () => {
  test.each([
    ["id", "id=A&lat=25.6576&lon=-100.4025"],
    ["deviceid", "deviceid=A&lat=25.6576&lon=-100.4025"],
    ["one parameter for the place", "id=A&location=25.6576,-100.4025"],
    ["empty parameters, which are absent ones", "id=A&lat=25.6576&lon=-100.4025&timestamp=&speed=&valid="],
    ["what it does not know", "id=A&lat=25.6576&lon=-100.4025&alarm=sos&key1=x&cell=1,2,3,4&hdop=1.2"],
    [
      "minus one for what is not known",
      "id=A&lat=25.6576&lon=-100.4025&speed=-1&bearing=-1&accuracy=-1&batt=-1",
    ],
    ["absurd extras", "id=A&lat=25.6576&lon=-100.4025&speed=9999&bearing=721&accuracy=1e9&batt=400"],
    ["text in extras", "id=A&lat=25.6576&lon=-100.4025&speed=fast&bearing=N&accuracy=good&batt=full"],
  ])("takes %s", (_, query) =>
    expect(osmand(query)).toEqual({
      device: "A",
      fixes: [{ at: NOW, ...place, ...unknown }],
      placeless: 0,
      faults: [],
    }),
  );

  test.each([
    ["cells alone", "id=A&timestamp=1773165600&cell=334,20,1,2&cell=334,20,1,3"],
    ["wireless networks alone", "id=A&wifi=aa-bb-cc-dd-ee-ff,-60"],
    ["what the receiver calls invalid", "id=A&lat=25.6576&lon=-100.4025&valid=false"],
    ["nothing", "id=A"],
  ])("finds no place in %s, and no fault", (_, query) =>
    expect(osmand(query)).toEqual({ device: "A", fixes: [], placeless: 1, faults: [] }),
  );

  test.each([
    ["bad-place", "lat=95&lon=10"],
    ["bad-place", "lat=10&lon=-181"],
    ["bad-place", "lat=abc&lon=10"],
    ["bad-place", "lat=10"],
    ["bad-place", "location=10"],
    ["bad-place", "lat=NaN&lon=NaN"],
    ["bad-time", "lat=10&lon=10&timestamp=tomorrow"],
  ])("has the fault %s in %s", (fault, query) => {
    expect(osmand(`id=A&${query}`)).toMatchObject({ device: "A", fixes: [], faults: [fault] });
  });

  test("in JSON has its speed in metres a second, its battery as a share, and minus one for what is not known", () => {
    const coords = {
      latitude: place.lat,
      longitude: place.lon,
      accuracy: 5,
      speed: 4,
      heading: -1,
      altitude: 500,
    };
    const location = {
      timestamp: "2026-03-10T18:00:00.000Z",
      coords,
      battery: { level: 0.5, is_charging: true },
      is_moving: true,
    };
    const fix = { at: NOW, ...place, speed: 4, heading: null, accuracy: 5, battery: 0.5 };
    expect(decodeOsmandJson({ device_id: "A", location }, 0)).toEqual({
      device: "A",
      fixes: [fix],
      placeless: 0,
      faults: [],
    });
    expect(decodeOsmandJson({ device_id: 7, location: [location, location] }, 0).fixes).toEqual([fix, fix]);
  });

  test("in JSON may hold no place, or be in no form, and still says whose it is", () => {
    for (const location of [
      { timestamp: "2026-03-10T18:00:00Z", event: "heartbeat" },
      { coords: null },
      undefined,
    ])
      expect(decodeOsmandJson({ device_id: "A", location }, NOW)).toMatchObject({
        device: "A",
        placeless: 1,
        faults: [],
      });
    expect(decodeOsmandJson({ device_id: "A", location: "here" }, NOW)).toMatchObject({
      device: "A",
      faults: ["wrong-form"],
    });
    expect(decodeOsmandJson([1], NOW)).toMatchObject({ device: undefined, faults: ["wrong-form"] });
  });
});

describe("OwnTracks", () => {
  const location = {
    _type: "location",
    ...place,
    tst: 1773165600,
    vel: 36,
    cog: 90,
    acc: 8,
    batt: 50,
    bs: 1,
    tid: "a1",
  };
  const fix = { at: NOW, ...place, speed: 10, heading: 90, accuracy: 8, battery: 0.5 };
  const decode = (said: unknown) => decodeOwntracks(JSON.stringify(said));

  test("has its speed in km/h and its battery in percent", () => {
    expect(decode(location)).toEqual({ device: "a1", fixes: [fix], placeless: 0, faults: [] });
    expect(decode({ ...location, topic: "owntracks/ana/phone/event" }).device).toBe("ana/phone");
    expect(decode({ ...location, _type: "transition", event: "enter", wtst: 1 }).fixes).toEqual([fix]);
  });

  test("may come several at once, the bad ones beside the good", () => {
    expect(
      decode([location, { ...location, lat: 95 }, { _type: "lwt", tst: 1 }, { ...location, tst: "x" }, "x"]),
    ).toMatchObject({
      fixes: [fix],
      placeless: 1,
      faults: ["bad-place", "bad-time", "wrong-form"],
    });
  });

  test("has types that hold no place, and says nothing at all now and then", () => {
    for (const _type of [
      "lwt",
      "status",
      "card",
      "cmd",
      "steps",
      "beacon",
      "request",
      "waypoint",
      "waypoints",
      "configuration",
    ])
      expect(decode({ _type }), _type).toMatchObject({ fixes: [], placeless: 1, faults: [] });
    for (const body of ["", " \n"]) expect(decodeOwntracks(body)).toMatchObject({ placeless: 0, faults: [] });
  });

  test.each([
    ["not-json", "{"],
    ["encrypted", '{"_type":"encrypted","data":"abc"}'],
    ["wrong-form", '{"_type":"elephant"}'],
    ["wrong-form", "null"],
    ["bad-place", '{"_type":"location","tst":1773165600}'],
    ["bad-place", '{"_type":"location","tst":1773165600,"lat":"north","lon":1}'],
    ["bad-time", '{"_type":"location","lat":1,"lon":1}'],
  ])("has the fault %s in %s", (fault, body) =>
    expect(decodeOwntracks(body)).toMatchObject({ fixes: [], faults: [fault] }),
  );
});

describe("Traccar", () => {
  const position = {
    latitude: place.lat,
    longitude: place.lon,
    speed: 10,
    course: 90,
    accuracy: 0,
    valid: true,
    outdated: false,
    fixTime: "2026-03-10T18:00:00.000+00:00",
    deviceTime: "2026-03-10T18:00:05.000+00:00",
    attributes: { batteryLevel: 80, ignition: true },
  };
  const decode = (more: object, uniqueId: unknown = "356938035643809") =>
    decodeTraccar(
      JSON.stringify({ position: { ...position, ...more }, device: { id: 1, uniqueId, name: "truck" } }),
    );

  test("forwards knots and percent, and zero where it knows no accuracy", () => {
    const fix = {
      at: NOW,
      ...place,
      speed: expect.closeTo(5.144, 3),
      heading: 90,
      accuracy: null,
      battery: 0.8,
    };
    expect(decode({})).toEqual({ device: "356938035643809", fixes: [fix], placeless: 0, faults: [] });
    expect(decode({ fixTime: NOW }, 356938035643809)).toEqual(decode({}));
  });

  test("says itself when a place is an old one or none", () => {
    for (const more of [{ outdated: true }, { valid: false }])
      expect(decode(more)).toMatchObject({ fixes: [], placeless: 1, faults: [] });
  });

  test.each([
    ["not-json", "x"],
    ["wrong-form", "[]"],
    ["wrong-form", '{"position":{},"device":{}}'],
    ["bad-time", '{"position":{"latitude":1,"longitude":1},"device":{"uniqueId":"1"}}'],
  ])("has the fault %s in %s", (fault, body) =>
    expect(decodeTraccar(body)).toMatchObject({ fixes: [], faults: [fault] }),
  );
});

/** How many good fixes the strange messages held: were there none, the search would show nothing. */
let found = 0;

/** Fails for what no decoder may hand on. */
function expectSense({ fixes, placeless, faults: said, device }: Decoded): void {
  if (device !== undefined && typeof device !== "string") throw new Error(`a device is called ${device}`);
  if (!(Number.isInteger(placeless) && placeless >= 0)) throw new Error(`${placeless} without a place`);
  found += fixes.length;
  for (const fault of said) if (!faults.includes(fault)) throw new Error(`no fault is called ${fault}`);
  for (const { at, lon, lat, ...extras } of fixes) {
    if (!(Number.isSafeInteger(at) && at >= -62_200_000_000_000 && at <= 8.64e15))
      throw new Error(`at ${at}`);
    if (!(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90)) throw new Error(`${lon}, ${lat} is nowhere`);
    const most = { speed: 150, heading: 360, accuracy: 100_000, battery: 1 };
    for (const [name, value] of Object.entries(extras))
      if (value !== null && !(value >= 0 && value <= most[name as keyof typeof most]))
        throw new Error(`${name} ${value}`);
  }
}

describe("a hundred thousand strange messages: no decoder throws, and none hands on nonsense;", () => {
  const likely = fc.double({ min: -5, max: 85, noNaN: true });
  const scalar = fc.oneof(
    { weight: 8, arbitrary: fc.oneof(likely, likely.map(String)) },
    fc.double(),
    fc.integer(),
    fc.string({ maxLength: 12 }),
    fc.constantFrom("NaN", "1e309", "-0", "25.6,-100", "", "2026-03-10T18:00:00Z", -1, null, true),
    fc.integer({ min: 0, max: 4e12 }).map(String),
  );
  const anything = fc.oneof(
    { weight: 9, arbitrary: scalar },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  );
  const record = (names: readonly string[]) => {
    const fields = Object.fromEntries(names.map((name) => [name, anything]));
    return fc.oneof(fc.record(fields), fc.record(fields, { requiredKeys: [] }));
  };
  const queryNames =
    "id deviceid timestamp lat lon location speed bearing heading accuracy batt valid cell wifi".split(" ");
  const coords = record("latitude longitude accuracy speed heading altitude".split(" "));
  const location = fc.record(
    {
      timestamp: anything,
      coords: fc.oneof(coords, anything),
      battery: fc.oneof(record(["level"]), anything),
    },
    { requiredKeys: [] },
  );
  const numRuns = 20_000;

  test("queries", () => {
    const text = anything.map((said) => (typeof said === "object" ? JSON.stringify(said) : String(said)));
    const fields = Object.fromEntries(
      "id timestamp lat lon speed batt".split(" ").map((name) => [name, text]),
    );
    const query = fc.oneof(fc.record(fields), fc.dictionary(fc.constantFrom(...queryNames), text));
    fc.assert(
      fc.property(query, (said) => expectSense(decodeOsmand(new URLSearchParams(said), NOW))),
      { numRuns },
    );
  });
  test("raw queries", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (said) => expectSense(osmand(`id=A&${said}`))),
      { numRuns: 10_000 },
    );
  });
  test("OsmAnd's JSON", () => {
    const message = fc.oneof(
      fc.record(
        { device_id: anything, location: fc.oneof(location, fc.array(location, { maxLength: 3 }), anything) },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(message, (said) => expectSense(decodeOsmandJson(said, NOW))),
      { numRuns },
    );
  });
  test("OwnTracks", () => {
    const type = fc.oneof(fc.constantFrom("location", "transition", "lwt", "encrypted", "card"), anything);
    const message = record("lat lon tst acc vel cog batt topic tid".split(" ")).chain((said) =>
      type.map((_type) => ({ _type, ...said })),
    );
    const body = fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .oneof(message, fc.array(message, { maxLength: 3 }), fc.jsonValue())
          .map((said) => JSON.stringify(said)),
      },
      { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
    );
    fc.assert(
      fc.property(body, (said) => expectSense(decodeOwntracks(said))),
      { numRuns: 25_000 },
    );
  });
  test("Traccar", () => {
    const position = record(
      "latitude longitude speed course accuracy fixTime deviceTime valid outdated attributes".split(" "),
    );
    const message = fc.oneof(
      fc.record(
        { position: fc.oneof(position, anything), device: fc.oneof(record(["uniqueId"]), anything) },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    );
    const body = fc.oneof(
      { weight: 6, arbitrary: message.map((said) => JSON.stringify(said)) },
      { weight: 1, arbitrary: fc.string() },
    );
    fc.assert(
      fc.property(body, (said) => expectSense(decodeTraccar(said))),
      { numRuns: 25_000 },
    );
  });
});

test("among them were good ones too", () => expect(found).toBeGreaterThan(1_000));

describe("whose an OsmAnd message is", () => {
  test.each([
    ["id=A&lat=1", "A"],
    ["?lat=1&id=A", "A"],
    ["deviceid=B&id=A&id=C", "A"],
    ["lat=1&deviceid=a%20b+c", "a b c"],
    ["id=&deviceid=B", ""],
    ["driverid=A&myid=B&lat=id=1", undefined],
    ["", undefined],
  ])("in the form %j is %j, as whoever takes it apart finds", (form, device) => {
    expect(deviceInForm(form)).toBe(device);
    expect(osmand(form).device).toBe(device);
  });

  test("in any form is found as by taking it apart", () => {
    const name = fc.constantFrom("id", "deviceid", "lat", "driverid", "");
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string({ unit: "binary" }))), (said) => {
        const form = new URLSearchParams(said).toString();
        expect(deviceInForm(form)).toBe(osmand(form).device);
      }),
      { numRuns: 5_000 },
    );
  });

  const token = `cua_device_${"A".repeat(43)}`;
  test.each([
    [`{"device_id":"${token}","location":{`, token],
    [`{"location":{"extras":{"device_id":"truck 7"}},"device_id" : "${token}"}`, token],
    ['{"location":{},"device_id":"356938035643809"}', "356938035643809"],
    ['{"device_id": 7}', "7"],
    ['{"device_id":null}', undefined],
    ['{"device_id":"cut', undefined],
    ["{}", undefined],
  ])("in the JSON %j is %j", (json, device) => expect(deviceInJson(json)).toBe(device));
});

describe("a request line", () => {
  test.each([
    ["GET ?id=1 HTTP/1.1\r\n", "GET /?id=1 HTTP/1.1\r\n"],
    ["GET /?id=1 HTTP/1.1\r\n", "GET /?id=1 HTTP/1.1\r\n"],
    ["GET http://a.example:5055/?id=1 HTTP/1.0\n", "GET /?id=1 HTTP/1.0\n"],
    ["GET http://a.example?id=1 HTTP/1.1\r\n", "GET /?id=1 HTTP/1.1\r\n"],
    ["GET /?t=2026-03-10 18:00:00 HTTP/1.1\r\n", "GET /?t=2026-03-10%2018:00:00 HTTP/1.1\r\n"],
    ["GET /?n=ñ\x01 HTTP/1.1\r\n", "GET /?n=%F1%01 HTTP/1.1\r\n"],
    ["hello\r\n", "hello\r\n"],
    ["GET /\r\n", "GET /\r\n"],
  ])("%j becomes %j", (said, mended) => expect(mendRequestLine(said)).toBe(mended));

  /** What comes out for what goes in in pieces of these sizes, in turns. */
  const pass = (mender: RequestMender, all: Buffer, sizes: readonly number[]) => {
    const out: Buffer[] = [];
    for (let at = 0, i = 0; at < all.length; i++) {
      const size = sizes[i % sizes.length] ?? 1;
      out.push(mender.push(all.subarray(at, at + size)));
      at += size;
    }
    return Buffer.concat(out);
  };
  const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 });

  test("in order is left as it is, however it is cut, with its body, whatever looks like a request in there", () => {
    const path = fc.stringMatching(/^\/[\w?&=.,:%-]{0,40}$/);
    const part = fc.oneof(
      fc.constantFrom("\r\n", "GET ?id=1 HTTP/1.1\r\n", "Content-Length: 5\r\n"),
      fc.string({ unit: "binary", maxLength: 20 }),
    );
    const body = fc.array(part, { maxLength: 6 }).map((parts) => Buffer.from(parts.join("")));
    const request = fc.record({ path, body, lead: fc.constantFrom("", "\r\n") });
    const head = (asked: string, how: string) =>
      Buffer.from(`POST ${asked} HTTP/1.1\r\nHost: a\r\n${how}\r\n\r\n`);
    const whole = ({ path: asked, body: said, lead }: { path: string; body: Buffer; lead: string }) => [
      Buffer.from(lead),
      head(asked, `Content-Length: ${said.length}`),
      said,
    ];
    const chunked = ({ path: asked, body: said }: { path: string; body: Buffer }) => [
      head(asked, "Transfer-Encoding: chunked"),
      ...(said.length > 0 ? [Buffer.from(`${said.length.toString(16)}\r\n`), said, Buffer.from("\r\n")] : []),
      Buffer.from("0\r\n\r\n"),
    ];
    fc.assert(
      fc.property(
        fc.array(request, { maxLength: 4 }),
        fc.array(request, { maxLength: 2 }),
        cuts,
        (some, last, sizes) => {
          // After a body in chunks nothing is mended any more, so what comes then may be of either kind.
          const all = Buffer.concat([
            ...some.flatMap(whole),
            ...last.flatMap(chunked),
            ...(last.length > 0 ? some.flatMap(whole) : []),
          ]);
          const mender = new RequestMender();
          expect(pass(mender, all, sizes).equals(all)).toBe(true);
          expect(mender.holds).toBe(false);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  const END = Buffer.alloc(20_000, "x");
  test("whatever bytes come that hold none, none of them is lost, and no line is held for ever", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some)),
      fc
        .constantFrom(
          "\r\n",
          "\n",
          " / ",
          "Content-Length: 9\r\n",
          "Transfer-Encoding: x\r\n",
          "Upgrade: x\r\n",
        )
        .map((text) => Buffer.from(text)),
      fc.constant(Buffer.alloc(17_000, " ")),
    );
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 8 }), cuts, (some, sizes) => {
        const all = Buffer.concat(some);
        const mender = new RequestMender();
        const out = Buffer.concat([pass(mender, all, sizes), mender.push(END)]);
        expect(out.equals(Buffer.concat([all, END]))).toBe(true);
        expect(mender.holds).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test("is mended alike however it is cut, and what is between and after is not lost", () => {
    const line = fc.constantFrom(
      "GET ?id=1 HTTP/1.1\r\n",
      "GET /?t=10 18:00 HTTP/1.0\n",
      "GET http://a.example HTTP/1.1\r\n",
    );
    const body = fc.string({ unit: "grapheme-ascii", maxLength: 20 });
    const request = fc.record({ line, body });
    const write = (requests: readonly { line: string; body: string }[], how: (said: string) => string) =>
      Buffer.from(
        requests
          .map((one) => `${how(one.line)}Content-Length: ${one.body.length}\r\n\r\n${one.body}`)
          .join(""),
      );
    fc.assert(
      fc.property(fc.array(request, { maxLength: 4 }), cuts, (requests, sizes) => {
        const out = pass(
          new RequestMender(),
          write(requests, (said) => said),
          sizes,
        );
        expect(out.equals(write(requests, mendRequestLine))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

test("no token is left in what is kept, however it is written", () => {
  const secret = "A".repeat(42);
  for (const text of [
    `id=cua_device_${secret}&lat=1`,
    `{"a":"cua_key_${secret}"}`,
    `id=cua%5Fdevice%5f${secret}`,
    `CUA_DEVICE_${secret}`,
  ])
    expect(withoutTokens(text)).not.toContain(secret);
});

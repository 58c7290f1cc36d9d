/** Photos of reports: only what the eye sees of a file gets in, only from those who may send, only to those who may look. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CreateAnswer } from "#contract/commands";
import { Photo } from "#contract/photo";
import { MOST_PHOTOS } from "#server/photos/add-photo";
import { ticketOf } from "#server/photos/report-ticket";
import { expectConsistent, rowCounts } from "#test/support/consistency";
import { place, TestCity } from "#test/support/living-city";
import { bearer } from "#test/support/people";
import { problemIn } from "#test/support/problem";
import { sweepPhotos } from "#workers/sweep-photos";

const HOUR = 3_600_000;
const clock = { ahead: 0, now: () => Date.now() + clock.ahead };

let city: TestCity;
let jpeg: Buffer;
beforeAll(async () => {
  city = await TestCity.start({ clock });
  jpeg = await picture(64, 48).jpeg().toBuffer();
});
afterAll(() => city.stop());

/** Red to the left, blue to the right. */
function picture(width: number, height: number) {
  const left = { create: { width: width / 2, height, channels: 3 as const, background: "#d00000" } };
  return sharp({ create: { width, height, channels: 3, background: "#0000d0" } }).composite([
    { input: left, left: 0, top: 0 },
  ]);
}

function send(folio: string, body: Buffer | string, headers: Record<string, string> = {}) {
  return fetch(`${city.url}/api/reports/${folio}/photos`, {
    method: "POST",
    headers: { "content-type": "image/jpeg", ...bearer(city.token), ...headers },
    body: typeof body === "string" ? body : new Uint8Array(body),
  });
}

async function added(folio: string, body: Buffer, headers: Record<string, string> = {}): Promise<Photo> {
  const response = await send(folio, body, headers);
  const said: unknown = await response.json();
  expect([response.status, said]).toEqual([201, expect.anything()]);
  return Photo.parse(said);
}

async function stored(id: string, size: "full" | "thumb" = "full"): Promise<Buffer> {
  const query = size === "thumb" ? "?size=thumb" : "";
  const response = await fetch(`${city.url}/api/photos/${id}${query}`, { headers: bearer(city.token) });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

function files(): string[] {
  const folder = join(city.dataDir, "photos");
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".webp"))
    : [];
}

/** A report handed in by somebody who is not signed in. */
async function byCitizen() {
  const service = city.ctx.rules.city.services[0]?.code;
  const made = await city.send("POST", "/api/reports", { service, ...place }, { authorization: "" });
  return CreateAnswer.parse(made.body);
}

describe("what is kept of a photo", () => {
  test("is a picture made anew, with a small one beside it, and the report's card and timeline tell of it", async () => {
    const { folio } = await city.report();
    const photo = await added(folio, await picture(3000, 1500).jpeg().toBuffer());
    expect(photo).toMatchObject({ width: 2048, height: 1024 });
    const full = await sharp(await stored(photo.id)).metadata();
    expect([full.format, full.width, full.height]).toEqual(["webp", 2048, 1024]);
    const thumb = await sharp(await stored(photo.id, "thumb")).metadata();
    expect([thumb.format, thumb.width, thumb.height]).toEqual(["webp", 320, 160]);
    const { body: card } = await city.send("GET", `/api/reports/${folio}`);
    expect(card.photos).toEqual([photo]);
    expect(card.timeline).toMatchObject([{ kind: "received" }, { kind: "photographed", actorName: "Ana" }]);
    expect(card.report).toMatchObject({ version: 2, status: "received" });
    await expectConsistent(city);
  });

  test("has no place, time, camera or comment of the file in it", async () => {
    const marker = "MARKER-of-a-camera";
    const exif = {
      IFD0: { Make: marker, ImageDescription: marker, Artist: marker },
      IFD2: { DateTimeOriginal: "2026:01:02 03:04:05" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "25/1 39/1 27/1", GPSLongitudeRef: "W" },
    };
    const sent = await picture(64, 48).withExif(exif).withXmp(`<x>${marker}</x>`).jpeg().toBuffer();
    expect(sent.includes(marker)).toBe(true);
    expect((await sharp(sent).metadata()).exif?.length).toBeGreaterThan(100);
    const photo = await added((await city.report()).folio, sent);
    for (const size of ["full", "thumb"] as const) {
      const kept = await stored(photo.id, size);
      const { exif, xmp, iptc, icc, comments } = await sharp(kept).metadata();
      expect({ exif, xmp, iptc, icc, comments }).toEqual({});
      expect(kept.includes(marker)).toBe(false);
      expect(kept.includes("EXIF")).toBe(false);
    }
    for (const name of files()) {
      const bytes = readFileSync(join(city.dataDir, "photos", name));
      expect(bytes.includes(marker), name).toBe(false);
    }
  });

  test("stands as it was held: what the file only said about turning it is done", async () => {
    // Says that it must be turned a quarter to the right: red, which is to the left, comes on top.
    const sent = await picture(64, 48).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const photo = await added((await city.report()).folio, sent);
    expect(photo).toMatchObject({ width: 48, height: 64 });
    const kept = await stored(photo.id);
    const { data, info } = await sharp(kept).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [
      ...data.subarray((y * info.width + x) * info.channels).subarray(0, 3),
    ];
    const [topRed = 0, , topBlue = 0] = at(24, 8);
    const [bottomRed = 0, , bottomBlue = 0] = at(24, 56);
    expect(topRed).toBeGreaterThan(topBlue + 100);
    expect(bottomBlue).toBeGreaterThan(bottomRed + 100);
  });

  test("is taken from PNG and WebP too, and is nothing that came behind the picture in its file", async () => {
    const { folio } = await city.report();
    const script = Buffer.from("<script>alert(document.domain)</script>");
    for (const type of ["png", "webp", "jpeg"] as const) {
      const sent = Buffer.concat([await picture(64, 48).toFormat(type).toBuffer(), script]);
      const photo = await added(folio, sent, { "content-type": `image/${type}` });
      expect((await stored(photo.id)).includes("script")).toBe(false);
    }
  });

  test("is told to readers of the log as a new version, without anything of the picture", async () => {
    const wall = await city.wall();
    const { folio } = await city.report();
    const photo = await added(folio, jpeg);
    const { body } = await city.send("GET", `/api/reports/${folio}`);
    const [head] = await city.ctx.db.query<{ seq: number }>("SELECT seq FROM log_head");
    await wall.reached(head?.seq ?? 0);
    expect(wall.seen.at(-1)).toMatchObject({ kind: "report.photographed", body: { photo: photo.id } });
    expect(body.report).toMatchObject({ version: 2 });
  });
});

describe("a file that is no photo", () => {
  const png = (width: number, height: number) => {
    const chunk = (type: string, data: Buffer) => {
      const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(data.length);
      const sum = Buffer.alloc(4);
      sum.writeUInt32BE(crc(body));
      return Buffer.concat([length, body, sum]);
    };
    const head = Buffer.alloc(13);
    head.writeUInt32BE(width, 0);
    head.writeUInt32BE(height, 4);
    head.set([1, 0, 0, 0, 0], 8);
    const zeros = deflateSync(Buffer.alloc(Math.min(50_000_000, Math.ceil(width / 8 + 1) * height)));
    return Buffer.concat([
      Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
      chunk("IHDR", head),
      chunk("IDAT", zeros),
      chunk("IEND", Buffer.alloc(0)),
    ]);
  };
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const begin = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);

  test.each<[string, () => Promise<Buffer> | Buffer, string, "unfit-image" | "unsupported-media-type"]>([
    ["a page", () => Buffer.from("<!doctype html><script>alert(1)</script>"), "image/jpeg", "unfit-image"],
    [
      "a page that begins like a JPEG",
      () => Buffer.concat([begin, Buffer.from("<html>")]),
      "image/jpeg",
      "unfit-image",
    ],
    ["an SVG that says it is a PNG", () => Buffer.from(svg), "image/png", "unfit-image"],
    ["an SVG", () => Buffer.from(svg), "image/svg+xml", "unsupported-media-type"],
    ["a GIF", () => picture(8, 8).gif().toBuffer(), "image/gif", "unsupported-media-type"],
    ["a GIF that says it is a JPEG", () => picture(8, 8).gif().toBuffer(), "image/jpeg", "unfit-image"],
    ["a PNG that says it is a JPEG", () => picture(8, 8).png().toBuffer(), "image/jpeg", "unfit-image"],
    [
      "half a JPEG",
      async () => (await picture(640, 480).jpeg().toBuffer()).subarray(0, 1500),
      "image/jpeg",
      "unfit-image",
    ],
    ["a PNG of 20,000 × 20,000 pixels in a few bytes", () => png(20_000, 20_000), "image/png", "unfit-image"],
    [
      "a PNG of 2,000,000,000 pixels a side",
      () => png(2_000_000_000, 2_000_000_000),
      "image/png",
      "unfit-image",
    ],
    [
      "a form with a file",
      () => Buffer.from("--x\r\n"),
      "multipart/form-data; boundary=x",
      "unsupported-media-type",
    ],
    ["JSON", () => Buffer.from("{}"), "application/json", "unsupported-media-type"],
  ])("such as %s is refused, and leaves nothing behind", async (_, make, type, code) => {
    const { folio } = await city.report();
    const before = [await rowCounts(city.ctx.db), files()];
    const problem = await problemIn(await send(folio, await make(), { "content-type": type }), code);
    expect(problem.detail).not.toMatch(/vips|sharp/i);
    expect([await rowCounts(city.ctx.db), files()]).toEqual(before);
  });

  test("and nothing at all, too much, or something packed, is refused as such", async () => {
    const { folio } = await city.report();
    await problemIn(await send(folio, ""), "malformed-body");
    await problemIn(await send(folio, Buffer.alloc(10_000_001)), "body-too-large");
    await problemIn(await send(folio, jpeg, { "content-encoding": "gzip" }), "unsupported-media-type");
  });

  test("nor is one that says it is another in the middle of its life: the sender went away", async () => {
    const { folio } = await city.report();
    const before = files();
    await new Promise<void>((resolve) => {
      const upload = request(`${city.url}/api/reports/${folio}/photos`, {
        method: "POST",
        headers: { "content-type": "image/jpeg", "content-length": 50_000, ...bearer(city.token) },
      });
      upload.on("error", () => resolve());
      upload.write(jpeg, () => upload.destroy(new Error("gone")));
    });
    expect(files()).toEqual(before);
  });
});

describe("who may add one", () => {
  test("a citizen may, with the ticket of their own report, for an hour", async () => {
    const { folio, ticket } = await byCitizen();
    const other = await byCitizen();
    const as = (headers: Record<string, string>) => send(folio, jpeg, { authorization: "", ...headers });
    await problemIn(await anonymously(folio), "sign-in-needed");
    await problemIn(await anonymously(folio, other.ticket), "ticket-ended");
    await problemIn(await anonymously(folio, "x"), "ticket-ended");
    await problemIn(await anonymously(folio, `${ticket.slice(0, -2)}AA`), "ticket-ended");
    expect((await anonymously(folio, ticket)).status).toBe(201);
    clock.ahead += HOUR;
    await problemIn(await anonymously(folio, ticket), "ticket-ended");
    expect((await as({ authorization: `Bearer ${city.token}` })).status).toBe(201);
    const [line] = await city.ctx.db.query<{ address: string | null }>(
      "SELECT address FROM audit WHERE action = 'photo.add' AND actor_role = 'anonymous' AND folio = $1",
      [folio],
    );
    expect(line).toEqual({ address: null });
  });

  test("a ticket for a report that is not there tells nobody so", async () => {
    await problemIn(await anonymously("22222-22222", "x".repeat(43)), "ticket-ended");
    const made = ticketOf(["a key of somebody else, long enough"], "22222-22222");
    await problemIn(await anonymously("22222-22222", made), "ticket-ended");
  });

  test("a brigade may for its own stops, and sees theirs alone", async () => {
    const [mine = "", other = ""] = city.ctx.rules.city.brigades.map(({ code }) => code);
    const own = await city.move("assign-report", await city.report(), { brigade: mine });
    const foreign = await city.move("assign-report", await city.report(), { brigade: other });
    const headers = await city.as("brigade", { brigade: mine });
    await added(own.folio, jpeg, headers);
    await problemIn(await send(foreign.folio, jpeg, headers), "not-found");
    const { id } = await added(foreign.folio, jpeg);
    await problemIn(await fetch(`${city.url}/api/photos/${id}`, { headers }), "not-found");
    await problemIn(await fetch(`${city.url}/api/photos/${id}`), "sign-in-needed");
  });

  test(`at most ${MOST_PHOTOS} for a report, however many come at once`, async () => {
    const { folio } = await city.report();
    const answers = await Promise.all(Array.from({ length: MOST_PHOTOS + 3 }, () => send(folio, jpeg)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(MOST_PHOTOS).fill(201), 422, 422, 422]);
    await problemIn(await send(folio, jpeg), "too-many-photos");
    const ids = await city.ctx.db.query<{ id: string }>("SELECT id FROM photos");
    expect(files().length).toBe(ids.length * 2);
    await expectConsistent(city);
  });

  function anonymously(folio: string, ticket?: string) {
    return fetch(`${city.url}/api/reports/${folio}/photos`, {
      method: "POST",
      headers: { "content-type": "image/jpeg", ...(ticket !== undefined && { "x-report-ticket": ticket }) },
      body: new Uint8Array(jpeg),
    });
  }
});

describe("a photo that is asked for", () => {
  test("comes as the picture that was made, for the browser to show and not to guess at", async () => {
    const { id } = await added((await city.report()).folio, jpeg);
    const response = await fetch(`${city.url}/api/photos/${id}`, { headers: bearer(city.token) });
    const { headers } = response;
    expect(headers.get("content-type")).toBe("image/webp");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-disposition")).toBe("inline");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(Buffer.from(await response.arrayBuffer()).equals(jpeg)).toBe(false);
  });

  test.each([
    "..%2f..%2fsecret-key",
    "..%2f..%2fsecret-key%00",
    "%2e%2e%2fphotos",
    "0000",
    "f".repeat(33),
    "F".repeat(32),
    "0".repeat(32),
    "....//....//etc%2fpasswd",
    "%00",
  ])("by %s is not found, wherever that points", async (id) => {
    writeFileSync(join(city.dataDir, "secret-key"), "nobody may read this");
    const options = { headers: bearer(city.token) };
    await problemIn(await fetch(`${city.url}/api/photos/${id}`, options), "not-found");
  });

  test("in a size that there is not is refused", async () => {
    const options = { headers: bearer(city.token) };
    const path = `${city.url}/api/photos/${"0".repeat(32)}?size=..%2f..`;
    await problemIn(await fetch(path, options), "invalid-input");
  });
});

test("files that no report has are swept away once they are old, and what was never finished with them", async () => {
  clock.ahead = 0;
  const { id } = await added((await city.report()).folio, jpeg);
  const orphan = "ab".padEnd(32, "0");
  await city.ctx.photos.write(orphan, { full: jpeg, thumb: jpeg });
  writeFileSync(join(city.dataDir, "photos/unfinished", `${orphan}.full.webp`), "half");
  expect(await sweepPhotos.run(city.ctx)).toEqual({ removed: 0, unfinished: 0 });
  clock.ahead = 2 * HOUR;
  expect(await sweepPhotos.run(city.ctx)).toEqual({ removed: 1, unfinished: 1 });
  expect(await sweepPhotos.run(city.ctx)).toEqual({ removed: 0, unfinished: 0 });
  expect(files().filter((name) => name.includes(orphan))).toEqual([]);
  expect((await stored(id)).length).toBeGreaterThan(0);
});

test("a citizen's photos are erased with what else they ask for, files and all", async () => {
  const { folio } = await city.report({ contact: { name: "Ana" } });
  const { id } = await added(folio, jpeg);
  const headers = await city.as("administrator");
  const order = { folio, descriptions: false, photos: true };
  const { body } = await city.send("POST", "/api/admin/privacy/erase", order, headers);
  expect(body).toMatchObject({ contacts: 1, photos: 1 });
  expect(files().filter((name) => name.includes(id))).toEqual([]);
  await problemIn(await fetch(`${city.url}/api/photos/${id}`, { headers: bearer(city.token) }), "not-found");
  await expectConsistent(city);
});

function crc(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

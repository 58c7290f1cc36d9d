import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Authority, atom, cap, overCity, sender } from "#test/support/authority";
import { expectConsistent } from "#test/support/consistency";
import { TestCity } from "#test/support/living-city";
import { expectSameCity } from "#test/support/same-city";
import { pollWarnings } from "#workers/poll-warnings";
import { pruneEndedWarnings } from "#workers/prune-warnings";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BEGIN = Date.parse("2026-03-10T10:05:00-06:00");
const clock = { at: BEGIN, now: () => clock.at };

let authority: Authority;
let city: TestCity;
beforeAll(async () => {
  authority = await Authority.open();
  city = await TestCity.start({ clock, capFeedUrl: `${authority.url}/feed` });
});
afterAll(async () => {
  await city.stop();
  await authority.close();
});
/** Each test begins a day later, when everything has expired and no failure is waited for. */
beforeEach(async () => {
  clock.at += 48 * HOUR;
  authority.status = 200;
  authority.documents.clear();
  authority.documents.set("/feed", atom());
  await poll();
  authority.asked.length = 0;
});

const poll = () => pollWarnings.run(city.ctx);
const at = (ms: number) => new Date(ms).toISOString();
/** In force for six hours from now on. */
const now = (more: Parameters<typeof cap>[0] = {}) =>
  cap({ sent: at(clock.at), expires: at(clock.at + 6 * HOUR), ...more });
const publish = (text: string) => authority.documents.set("/feed", text);
const inForce = async () => [...(await city.snapshot()).warnings.values()];

describe("AL4 a warning of an authority", () => {
  test("is told to everybody, the public and brigades too, in the city's language and without its contact", async () => {
    const walls = [await city.wall(), await city.wall(null)];
    publish(now({ identifier: "a-1" }));
    expect(await poll()).toEqual({ alerted: 1, ended: 0, faults: 0 });
    const [warning] = await inForce();
    expect(warning).toMatchObject({
      severity: "severe",
      event: "Tormenta",
      headline: "Lluvia fuerte & granizo",
      sender: "Protección Civil",
      expires: clock.at + 6 * HOUR,
    });
    expect(warning?.area[0]?.[0]).toHaveLength(5);
    const sql = await city.snapshot();
    for (const wall of walls) {
      await wall.reached(sql.cursor);
      expect(wall.city.warnings).toEqual(sql.warnings);
      expect(JSON.stringify(wall.seen)).not.toContain("5555");
    }
    const [operators, everybody] = walls;
    expect([...(operators?.city.alerts.values() ?? [])]).toMatchObject([
      { kind: "weather", warning: warning?.id },
    ]);
    expect(everybody?.city.alerts.size).toBe(0);
    expect(await poll()).toEqual({ alerted: 0, ended: 0, faults: 0 });
    clock.at += 6 * HOUR;
    expect(await poll()).toEqual({ alerted: 0, ended: 1, faults: 0 });
    expect(await inForce()).toEqual([]);
    expect((await city.snapshot()).alerts.size).toBe(0);
  });

  test("ends when it is updated, and its successor takes its place; a cancellation leaves nothing", async () => {
    const wall = await city.wall();
    publish(now({ identifier: "b-1" }));
    await poll();
    const references = `${sender},b-1,${at(clock.at)}`;
    clock.at += MINUTE;
    publish(now({ identifier: "b-2", msgType: "Update", references, severity: "Extreme" }));
    expect(await poll()).toEqual({ alerted: 1, ended: 1, faults: 0 });
    expect(await inForce()).toMatchObject([{ severity: "extreme" }]);
    clock.at += MINUTE;
    publish(now({ identifier: "b-3", msgType: "Cancel", references: `${sender},b-2,${at(clock.at)}` }));
    expect(await poll()).toEqual({ alerted: 0, ended: 1, faults: 0 });
    const sql = await city.snapshot();
    await wall.reached(sql.cursor);
    expectSameCity(wall.city, sql);
    await expectConsistent(city);
  });

  test.each(["Cancel", "Update"])("that was not to be had is not told after its %s came", async (msgType) => {
    const [first, second, third] = [`${msgType}-1`, `${msgType}-2`, `${msgType}-3`];
    // The second refers to the first alone, and the third to the second: neither of those two may be raised later.
    publish(atom("/3", "/2", "/1"));
    authority.documents.set(
      "/3",
      now({ identifier: third, sent: at(clock.at + 2), msgType, references: `${sender},${second},x` }),
    );
    expect(await poll()).toMatchObject({ alerted: msgType === "Update" ? 1 : 0, ended: 0 });
    const before = await inForce();
    authority.documents.set(
      "/2",
      now({ identifier: second, sent: at(clock.at + 1), msgType, references: `${sender},${first},x` }),
    );
    clock.at += MINUTE;
    expect(await poll()).toMatchObject({ alerted: 0, ended: 0 });
    authority.documents.set("/1", now({ identifier: first }));
    clock.at += 2 * MINUTE;
    expect(await poll()).toEqual({ alerted: 0, ended: 0, faults: 0 });
    expect(await inForce()).toEqual(before);
  });

  test("that is known by name alone still ends what it refers to", async () => {
    publish(atom("/1", "/3", "/2"));
    authority.documents.set("/1", now({ identifier: "k-1" }));
    authority.documents.set(
      "/3",
      now({ identifier: "k-3", msgType: "Cancel", references: `${sender},k-2,x` }),
    );
    expect(await poll()).toMatchObject({ alerted: 1, ended: 0 });
    authority.documents.set(
      "/2",
      now({ identifier: "k-2", msgType: "Update", references: `${sender},k-1,x` }),
    );
    clock.at += MINUTE;
    expect(await poll()).toEqual({ alerted: 0, ended: 1, faults: 0 });
  });

  test("that begins later is told when it begins, and never when it is cancelled before", async () => {
    const onset = clock.at + 3 * HOUR;
    publish(atom("/1", "/2"));
    for (const name of ["1", "2"])
      authority.documents.set(`/${name}`, now({ identifier: `l-${name}`, onset: at(onset) }));
    const wall = await city.wall();
    expect(await poll()).toEqual({ alerted: 0, ended: 0, faults: 0 });
    const early = await city.snapshot();
    expect([early.warnings.size, early.alerts.size]).toEqual([0, 0]);
    publish(now({ identifier: "l-3", msgType: "Cancel", references: `${sender},l-2,x` }));
    expect(await poll()).toEqual({ alerted: 0, ended: 0, faults: 0 });
    clock.at = onset;
    expect(await poll()).toEqual({ alerted: 1, ended: 0, faults: 0 });
    const sql = await city.snapshot();
    expect([...sql.alerts.values()]).toMatchObject([{ kind: "weather", since: onset }]);
    await wall.reached(sql.cursor);
    expectSameCity(wall.city, sql);
    expect(wall.city.warnings.size).toBe(1);
  });

  test("is read from a list of links too, each once, and from the feed's own host alone", async () => {
    const other = await Authority.open();
    publish(
      atom(
        "/one.xml",
        "two.xml",
        `${other.url}/evil.xml`,
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
      ),
    );
    authority.documents.set("/one.xml", now({ identifier: "c-1" }));
    authority.documents.set(
      "/two.xml",
      now({ identifier: "c-2", msgType: "Update", references: `${sender},c-1,x` }),
    );
    await poll();
    expect((await inForce()).length).toBe(1);
    await poll();
    expect(authority.asked).toEqual([
      { path: "/feed", status: 200 },
      { path: "/one.xml", status: 200 },
      { path: "/two.xml", status: 200 },
      { path: "/feed", status: 304 },
    ]);
    expect(other.asked).toEqual([]);
    await other.close();
  });

  test.each([
    ["a test", { status: "Test" }],
    ["an exercise", { status: "Exercise" }],
    ["what is for few", { scope: "Restricted" }],
    ["an acknowledgement", { msgType: "Ack" }],
    ["what lies elsewhere", { area: "<circle>19.43,-99.13 50</circle>" }],
    ["what has expired already", { expires: "2026-01-01T00:00:00Z" }],
    ["what has no area but a code", { area: "" }],
  ])("is no %s", async (name, fields) => {
    publish(now({ identifier: name.replaceAll(" ", "-"), ...fields }));
    expect(await poll()).toMatchObject({ alerted: 0 });
    expect(await inForce()).toEqual([]);
  });

  test("that is over is forgotten when it could not be told anew any more, and so is what was nothing to the city", async () => {
    const rows = () => city.ctx.db.query("SELECT 1 FROM warnings WHERE identifier LIKE 'm-%'");
    const prune = () => pruneEndedWarnings.run(city.ctx);
    const sent = clock.at;
    publish(atom("/1", "/2", "/3"));
    const expires = at(sent + 90 * DAY);
    authority.documents.set("/1", now({ identifier: "m-1", expires }));
    authority.documents.set("/2", now({ identifier: "m-2", area: "<circle>19.43,-99.13 50</circle>" }));
    authority.documents.set(
      "/3",
      now({ identifier: "m-3", msgType: "Cancel", references: `${sender},m-0,x`, sent: at(sent + DAY) }),
    );
    expect(await poll()).toMatchObject({ alerted: 1 });
    expect(await rows()).toHaveLength(4);
    clock.at = sent + 31 * DAY + 1;
    await prune();
    // What is in force stays until a poll ends it; what was cancelled unread counts as long as its cancellation.
    expect(await rows()).toHaveLength(3);
    expect(await poll()).toEqual({ alerted: 0, ended: 1, faults: 0 });
    await prune();
    expect(await rows()).toHaveLength(2);
    clock.at += DAY;
    await prune();
    expect(await rows()).toEqual([]);
  });

  test("that is minor alarms nobody, and is shown all the same", async () => {
    publish(now({ identifier: "d-1", severity: "Minor" }));
    await poll();
    const { warnings, alerts } = await city.snapshot();
    expect([warnings.size, alerts.size]).toEqual([1, 0]);
  });
});

describe("AL5 a feed that cannot be read", () => {
  /** A minute each, as many as given: what everybody is told after each. */
  async function minutes(count: number): Promise<(number | null)[]> {
    const told: (number | null)[] = [];
    for (let minute = 0; minute < count; minute++) {
      clock.at += MINUTE;
      await poll();
      told.push((await city.snapshot()).warningsUnreadSince);
    }
    return told;
  }

  test("is told to everybody after five minutes, with since when, and when it is read again", async () => {
    const walls = [await city.wall(), await city.wall(null)];
    const since = clock.at;
    authority.status = 500;
    expect(await minutes(6)).toEqual([null, null, null, null, since, since]);
    // A server that was started meanwhile knows it too, and a wall that was opened.
    await pollWarnings.run({ ...city.ctx });
    expect((await city.wall()).city.warningsUnreadSince).toBe(since);
    for (const wall of walls) await wall.reached((await city.snapshot()).cursor);
    expect(walls.map((wall) => wall.city.warningsUnreadSince)).toEqual([since, since]);
    authority.status = 200;
    expect(await minutes(3)).toEqual([since, null, null]);
    const sql = await city.snapshot();
    for (const wall of walls) await wall.reached(sql.cursor);
    expect(walls.map((wall) => wall.city.warningsUnreadSince)).toEqual([null, null]);
    await expectConsistent(city);
  });

  test("is one whose list is read, while its server is away for what it names", async () => {
    const since = clock.at;
    publish(atom("/away"));
    authority.documents.set("/away", (response) => response.writeHead(503).end());
    expect((await minutes(5)).at(-1)).toBe(since);
    // What is not named any more is not owed.
    publish(atom());
    expect(await minutes(1)).toEqual([null]);
  });

  test("is none that names a message which is nowhere: the others are read", async () => {
    publish(atom("/gone"));
    expect((await minutes(6)).at(-1)).toBeNull();
  });

  test("is none of whose links one alone is not to be had: it tells no more of the server than the others", async () => {
    publish(atom("/late"));
    let asked = 0;
    authority.documents.set("/late", (response) => response.writeHead(asked++ ? 404 : 503).end());
    expect(new Set(await minutes(12))).toEqual(new Set([null]));
    publish(atom("/away", "/n-1", "/n-2"));
    authority.documents.set("/away", (response) => response.writeHead(503).end());
    for (const name of ["n-1", "n-2"]) authority.documents.set(`/${name}`, now({ identifier: name }));
    expect(new Set(await minutes(12))).toEqual(new Set([null]));
    // What is new is not to be had either, and nothing is read any more.
    publish(atom("/n-3", "/away", "/n-1", "/n-2"));
    authority.documents.set("/n-3", (response) => response.writeHead(503).end());
    expect((await minutes(6)).at(-1)).not.toBeNull();
  });

  test("by one server is read by another: the first, which waits after its failure, says nothing", async () => {
    const other = { ...city.ctx };
    authority.status = 500;
    expect((await minutes(8)).at(-1)).not.toBeNull();
    authority.status = 200;
    clock.at += MINUTE;
    await pollWarnings.run(other);
    authority.asked.length = 0;
    expect(new Set(await minutes(6))).toEqual(new Set([null]));
    expect(authority.asked).toEqual([]);
    // It asks again itself.
    authority.status = 500;
    expect((await minutes(1)).at(-1)).not.toBeNull();
  });

  test("is forgotten where there is none any more", async () => {
    authority.status = 500;
    expect((await minutes(5)).at(-1)).not.toBeNull();
    const without = { ...city.ctx, capFeedUrl: undefined };
    await pollWarnings.run(without);
    clock.at += HOUR;
    await pollWarnings.run(without);
    expect((await city.snapshot()).warningsUnreadSince).toBeNull();
  });
});

describe("what an authority sends in vain", () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
    <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&b;</identifier></alert>`;
  test.each<[string, string]>([
    ["a document type with entities", bomb],
    ["an entity from a file", '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'],
    ["an entity that nobody has declared", cap().replace("Tormenta", "&whatever;")],
    ["broken XML", cap().slice(0, 900)],
    ["no XML", "<html><body>404"],
    ["nothing", ""],
    ["another document", "<svg xmlns='http://www.w3.org/2000/svg'/>"],
    ["a message without a sender", cap().replace(/<cap:sender>.*?<\/cap:sender>/, "")],
    ["a tower of elements", `${"<a>".repeat(5000)}${"</a>".repeat(5000)}`],
  ])("is %s: nothing is told, and it is asked again later", async (_, text) => {
    publish(text);
    expect(await poll()).toEqual({ alerted: 0, ended: 0, faults: 1 });
    publish(now({ identifier: `after-${clock.at}` }));
    expect(await poll()).toEqual({ alerted: 0, ended: 0, faults: 0 });
    clock.at += MINUTE;
    expect(await poll()).toEqual({ alerted: 1, ended: 0, faults: 0 });
  });

  test("is 40 MB: it is read no further than it may be", async () => {
    const [head = "", rest = ""] = now({ identifier: "large" }).split("<cap:status>");
    let parts = 0;
    const closed = new Promise<void>((resolve) => {
      authority.documents.set("/feed", (response) => {
        response.on("close", resolve);
        // As much as is taken, and more in all than lies in the sockets between the two.
        const next = (error?: Error | null) => {
          if (error) return;
          if (parts++ < 40) response.write(" ".repeat(1_000_000), next);
          else response.end(`--><cap:status>${rest}`);
        };
        response.write(`${head}<!--`, next);
      });
    });
    expect(await poll()).toEqual({ alerted: 0, ended: 0, faults: 1 });
    await closed;
    expect(parts).toBeLessThan(40);
  });

  test("is an answer that never comes: what is in force expires meanwhile", async () => {
    publish(now({ identifier: "h-1" }));
    await poll();
    clock.at += 6 * HOUR;
    let answer = () => {};
    const asked = new Promise<void>((resolve) => {
      authority.documents.set("/feed", (response) => {
        answer = () => response.end(atom());
        resolve();
      });
    });
    const polled = poll();
    await asked;
    const { warnings, alerts } = await city.snapshot();
    expect([warnings.size, alerts.size]).toEqual([0, 0]);
    answer();
    expect(await polled).toEqual({ alerted: 0, ended: 1, faults: 0 });
  });

  test("is nothing that the database fails to keep: it is told as soon as it can be", async () => {
    const { db } = city.ctx;
    publish(atom("/kept.xml"));
    authority.documents.set("/kept.xml", now({ identifier: "i-1" }));
    await db.query("ALTER TABLE warnings ADD CONSTRAINT full_up CHECK (identifier <> 'i-1')");
    await expect(poll()).rejects.toThrow("full_up");
    await db.query("ALTER TABLE warnings DROP CONSTRAINT full_up");
    expect(await poll()).toEqual({ alerted: 1, ended: 0, faults: 0 });
    authority.asked.length = 0;
    expect(await poll()).toEqual({ alerted: 0, ended: 0, faults: 0 });
    expect(authority.asked).toEqual([{ path: "/feed", status: 304 }]);
  });

  test("is an area that crosses itself: it is left out, and another one of the same message counts", async () => {
    const crossed = "<polygon>25.6,-100.4 25.7,-100.3 25.6,-100.3 25.7,-100.4 25.6,-100.4</polygon>";
    publish(now({ identifier: "e-1", area: crossed + overCity }));
    expect(await poll()).toEqual({ alerted: 1, ended: 0, faults: 1 });
    expect((await inForce())[0]?.area).toHaveLength(1);
  });

  test("waits longer after each failure, and what is in force stays so", async () => {
    publish(now({ identifier: "f-1" }));
    await poll();
    authority.asked.length = 0;
    authority.status = 500;
    for (let minute = 0; minute < 8; minute++) {
      await poll();
      clock.at += MINUTE;
    }
    // At once, after one minute, two more, and four more.
    expect(authority.asked.length).toBe(4);
    expect((await inForce()).length).toBe(1);
  });

  test("is text that would be more than text: it is shown as it is written", async () => {
    publish(now({ identifier: "g-1", headline: "&lt;script&gt;alert(1)&lt;/script&gt;" }));
    await poll();
    expect((await inForce())[0]?.headline).toBe("<script>alert(1)</script>");
  });
});

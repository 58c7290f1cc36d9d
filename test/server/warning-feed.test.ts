import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Readers } from "#server/warnings/read-cap";
import { WarningFeed } from "#server/warnings/read-feed";
import { Authority, atom, cap } from "#test/support/authority";

const MINUTE = 60_000;
const readers: Readers = {
  language: "es-MX",
  boundary: {
    type: "Polygon",
    coordinates: [
      [
        [-100.4, 25.6],
        [-100.3, 25.6],
        [-100.3, 25.7],
        [-100.4, 25.6],
      ],
    ],
  },
};

let authority: Authority;
let feed: WarningFeed;
let now: number;
beforeAll(async () => {
  authority = await Authority.open();
});
afterAll(() => authority.close());
beforeEach(() => {
  authority.documents.clear();
  authority.asked.length = 0;
  feed = new WarningFeed(`${authority.url}/feed`);
  now = Date.parse("2026-03-10T10:05:00-06:00");
});

/** A list of links to messages called as their paths. */
function publish(...paths: string[]): void {
  authority.documents.set("/feed", atom(...paths));
  for (const path of paths)
    if (!authority.documents.has(path)) authority.documents.set(path, cap({ identifier: path }));
}

const answers = (status: number) => (response: ServerResponse) => {
  response.writeHead(status).end();
};

/** What a poll brings, and which links it asks for. */
async function poll(deadline?: AbortSignal) {
  authority.asked.length = 0;
  const { messages, faults, done } = await feed.poll(now, readers, deadline);
  done();
  const asked = authority.asked.map(({ path }) => path).filter((path) => path !== "/feed");
  return { messages: messages.map(({ identifier }) => identifier), faults, asked };
}

test("a message comes again until it was said that it is committed", async () => {
  for (const text of [cap(), atom("/a")]) {
    authority.documents.set("/feed", text);
    authority.documents.set("/a", cap());
    await feed.poll(now, readers);
    const again = await feed.poll(now, readers);
    expect(again.messages).toHaveLength(1);
    again.done();
    expect((await feed.poll(now, readers)).messages).toEqual([]);
  }
});

test("when the time of a poll is over nothing else is asked for, and what was not asked for comes first in the next", async () => {
  publish("/a", "/b", "/c", "/d");
  const deadline = new AbortController();
  authority.documents.set("/b", () => deadline.abort());
  expect(await poll(deadline.signal)).toEqual({
    messages: ["/a"],
    faults: ["/b: it cannot be reached", "the feed: 2 of its links are left for later"],
    asked: ["/a", "/b"],
  });
  authority.documents.set("/b", cap({ identifier: "/b" }));
  expect((await poll()).asked).toEqual([]);
  now += MINUTE;
  expect(await poll()).toEqual({ messages: ["/c", "/d", "/b"], faults: [], asked: ["/c", "/d", "/b"] });
});

test("a server that is away is asked for one link, and after twice as long each time; what is new is tried at once", async () => {
  publish("/a", "/b");
  authority.documents.set("/a", answers(503));
  authority.documents.set("/b", answers(503));
  const asked: string[][] = [];
  for (let minute = 0; minute < 8; minute++, now += MINUTE) asked.push((await poll()).asked);
  expect(asked).toEqual([["/a"], ["/b"], [], ["/a"], [], [], [], ["/b"]]);
  publish("/c", "/a", "/b");
  expect(await poll()).toMatchObject({ messages: ["/c"], asked: ["/c"] });
});

test("a link that leads nowhere delays no other, and is asked for ever less often", async () => {
  publish("/gone", "/a");
  authority.documents.set("/gone", answers(404));
  expect(await poll()).toMatchObject({ messages: ["/a"], asked: ["/gone", "/a"] });
  const asked: string[][] = [];
  for (let minute = 1; minute < 8; minute++) {
    now += MINUTE;
    asked.push((await poll()).asked);
  }
  expect(asked).toEqual([["/gone"], [], ["/gone"], [], [], [], ["/gone"]]);
});

test("of a long list a hundred are read in a poll, and it is said how many are left", async () => {
  publish(...Array.from({ length: 130 }, (_, i) => `/${i}`));
  const first = await poll();
  expect([first.messages.length, first.faults]).toEqual([
    100,
    ["the feed: 30 of its links are left for later"],
  ]);
  expect((await poll()).messages).toHaveLength(30);
  expect(await poll()).toEqual({ messages: [], faults: [], asked: [] });
});

test("links to other hosts are not followed, and it is said how many", async () => {
  publish("/a");
  authority.documents.set("/feed", atom("http://169.254.169.254/latest", "/a", "file:///etc/passwd"));
  expect(await poll()).toEqual({
    messages: ["/a"],
    faults: ["the feed: 2 of its links lead to no place of its host"],
    asked: ["/a"],
  });
});

import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DraftBy } from "#contract/events";
import type { Database } from "#server/db/database";
import { appendEvents, headSeq } from "#server/log/append-events";
import { Tail } from "#server/log/tail";
import { randomFrom } from "#test/support/random";
import { driver, testDatabase } from "#test/support/test-database";

let db: Database;
beforeAll(async () => {
  db = await testDatabase({ connections: 60 });
});
afterAll(() => db.close());

/** An event that can be told from all others by `id`. */
function marked(id: number): DraftBy {
  return {
    kind: "brigade.registered",
    at: 1_750_000_000_000,
    reportId: null,
    version: null,
    body: { brigade: { id, code: `b-${id}`, name: "x", department: null } },
    actor: { role: "system", id: "test" },
  };
}

test("LG1 a change that is rolled back leaves no event, and LG2 no hole in the numbers", async () => {
  const before = await headSeq(db);
  await expect(
    db.transaction(async (tx) => {
      await appendEvents(tx, [marked(1), marked(2)]);
      throw new Error("the change failed after all");
    }),
  ).rejects.toThrow("after all");
  expect(await headSeq(db)).toBe(before);
  await db.transaction((tx) => appendEvents(tx, [marked(3)]));
  const rows = await db.query<{ seq: number }>("SELECT seq FROM events WHERE seq > $1", [before]);
  expect(rows).toEqual([{ seq: before + 1 }]);
});

/** A tail that can be killed in the middle of a batch, and what it had taken in until then. */
class Follower {
  readonly ids: number[] = [];
  readonly seqs: number[] = [];
  kills = 0;
  private tail: Tail | undefined;
  private cursor: number;
  private readonly from: number;

  constructor(from: number) {
    this.from = from;
    this.cursor = from;
  }

  start(): void {
    const tail = new Tail({
      db,
      from: this.cursor,
      batch: 97,
      pollMs: 5,
      onEvents: (events) => {
        for (const event of events) {
          // Killed: whatever the rest of its batch was, it never took it in.
          if (this.tail !== tail) return;
          this.seqs.push(event.seq);
          this.cursor = event.seq;
          if (event.kind === "brigade.registered" && "body" in event) this.ids.push(event.body.brigade.id);
        }
      },
      onError: (error) => {
        throw error;
      },
    });
    this.tail = tail;
    tail.start();
  }

  async kill(): Promise<void> {
    const { tail } = this;
    this.tail = undefined;
    this.kills++;
    await tail?.stop();
  }

  get inOrder(): boolean {
    return this.seqs.every((seq, i) => seq === this.from + 1 + i);
  }
}

// The embedded database has one session, so there the writers only take turns; the rule is proved on PostgreSQL.
const load =
  driver === "postgres"
    ? { writers: 50, transactions: 40, events: 10, delayMs: 8 }
    : { writers: 8, transactions: 10, events: 10, delayMs: 2 };

test(`LG2 LG3 ${load.writers} concurrent writers, ${load.writers * load.transactions * load.events} events, random delays in their transactions: three tails, killed and resumed, each see every event once, in order`, async () => {
  const total = load.writers * load.transactions * load.events;
  const from = await headSeq(db);
  const followers = [1, 2, 3].map(() => new Follower(from));
  for (const follower of followers) follower.start();

  let writing = true;
  const killing = followers.map(async (follower, i) => {
    const random = randomFrom(100 + i);
    while (writing) {
      await delay(20 + random() * 120);
      await follower.kill();
      follower.start();
    }
  });
  await Promise.all(
    Array.from({ length: load.writers }, async (_, writer) => {
      const random = randomFrom(writer);
      for (let t = 0; t < load.transactions; t++) {
        await db.transaction(async (tx) => {
          // A transaction that began early may commit late: what an identity column's reader would skip.
          await tx.query("SELECT count(*) FROM brigades");
          await delay(random() * load.delayMs);
          const first = (writer * load.transactions + t) * load.events;
          await appendEvents(
            tx,
            Array.from({ length: load.events }, (_, i) => marked(first + i)),
          );
          if (random() < 0.05) await delay(random() * load.delayMs);
        });
      }
    }),
  );
  writing = false;
  await Promise.all(killing);
  await expect
    .poll(() => followers.map((follower) => follower.seqs.length), { timeout: 30_000 })
    .toEqual([total, total, total]);
  for (const follower of followers) {
    expect(follower.inOrder).toBe(true);
    expect(new Set(follower.ids).size).toBe(total);
    expect(follower.kills).toBeGreaterThan(0);
    await follower.kill();
  }
}, 180_000);

test("LG3 a tail names a hole instead of going on past it", async () => {
  const from = await headSeq(db);
  await db.transaction((tx) => appendEvents(tx, [marked(1), marked(2)]));
  await db.query("DELETE FROM events WHERE seq = $1", [from + 1]);
  const errors: string[] = [];
  const seen: number[] = [];
  const tail = new Tail({
    db,
    from,
    pollMs: 5,
    onEvents: (events) => void seen.push(...events.map((event) => event.seq)),
    onError: (error) => void errors.push(error.message),
  });
  tail.start();
  await expect.poll(() => errors.length).toBeGreaterThan(0);
  await tail.stop();
  expect(errors[0]).toContain(`event ${from + 1} is missing before ${from + 2}`);
  expect(seen).toEqual([]);
});

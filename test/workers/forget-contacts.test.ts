import { afterAll, beforeAll, expect, test } from "vitest";
import { expectConsistent } from "#test/support/consistency";
import { TestCity } from "#test/support/living-city";
import { forgetContacts } from "#workers/forget-contacts";

const DAY = 86_400_000;
const clock = { at: Date.parse("2026-03-02T10:00:00Z"), now: () => clock.at };

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.start({ clock });
});
afterAll(() => city.stop());

async function held(folio: string): Promise<boolean> {
  const { body } = await city.send("GET", `/api/reports/${folio}/contact`);
  return body.contact !== null;
}

test("who reported something is forgotten so long after its closure, or twice as long after it came in, and not before", async () => {
  const keep = city.ctx.rules.city.contactKeepDays * DAY;
  const contact = { name: "Ana", email: "ana@example.org" };
  const open = await city.report({ contact });
  const closed = await city.report({ contact });
  clock.at += 5 * DAY;
  await city.move("close-report", closed, {
    outcome: "rejected",
    reason: city.reason("reject"),
    lateReason: city.reason("late"),
  });

  clock.at += keep;
  expect(await forgetContacts.run(city.ctx)).toEqual({ forgotten: 0 });
  clock.at += 1;
  // Two servers at once, as with a queue.
  const runs = await Promise.all([forgetContacts.run(city.ctx), forgetContacts.run(city.ctx)]);
  expect(runs.reduce((sum, run) => sum + (run.forgotten ?? 0), 0)).toBe(1);
  expect([await held(closed.folio), await held(open.folio)]).toEqual([false, true]);

  clock.at += keep - 5 * DAY - 1;
  expect(await forgetContacts.run(city.ctx)).toEqual({ forgotten: 0 });
  clock.at += 1;
  expect(await forgetContacts.run(city.ctx)).toEqual({ forgotten: 1 });
  expect(await forgetContacts.run(city.ctx)).toEqual({ forgotten: 0 });
  expect(await held(open.folio)).toBe(false);
  await expectConsistent(city);
});

/** A report's card in the past: nothing of it is of later. */
import { expect, test } from "vitest";
import { folioOf } from "#domain/folio";
import { selectedReport } from "../../client/live/selected-place.ts";
import { ShownCard } from "../../client/live/shown-card.ts";
import { cardThen, whyMissing } from "../../client/pages/live/card-then.ts";
import { usePage } from "../../client/store/page-store.ts";
import { diceOf, newReport } from "./random-log.ts";

const THEN = Date.parse("2026-11-25T09:00:00Z");
const [before, after] = [THEN - 60_000, THEN + 60_000];
const entry = (at: number, kind: string) => ({ at, kind, outcome: null, reason: null, lateReason: null });
const note = (id: string, at: number) => ({ id, at, kind: "note", visibility: "internal", text: id });

const card = ShownCard.parse({
  report: newReport(1, before, diceOf(1)),
  archived: false,
  description: "Un bache",
  photos: [
    { id: "early", at: before },
    { id: "late", at: after },
  ],
  notes: [note("1", before), note("2", after)],
  mergedInto: folioOf(2),
  mergedFrom: [{ folio: folioOf(3), service: "pothole", receivedAt: before }],
  timeline: [entry(before, "received"), entry(after, "merged")],
});

test("a card of a past minute has no photo, note, merge or move of later", () => {
  const then = cardThen(card, THEN);
  expect(then.photos.map(({ id }) => id)).toEqual(["early"]);
  expect(then.notes.map(({ id }) => id)).toEqual(["1"]);
  expect(then.timeline.map(({ kind }) => kind)).toEqual(["received"]);
  expect([then.mergedInto, then.mergedFrom, then.duplicateOf]).toEqual([null, [], null]);
  expect(cardThen(card, null)).toBe(card);
});

test("a report that is not in the city of a minute had not been received, or was not on the map any more", () => {
  expect(whyMissing(card, before - 1)).toBe("notYet");
  expect(whyMissing(card, THEN)).toBe("notThere");
});

test("and has no place on the map of that minute", () => {
  const page = {
    ...usePage.getState(),
    selection: { kind: "report", folio: card.report.folio },
    card: { phase: "ready", value: card, at: after },
  } as const;
  expect(selectedReport(page)).toMatchObject({ id: 1 });
  expect(selectedReport({ ...page, past: before - 1 })).toBeNull();
});

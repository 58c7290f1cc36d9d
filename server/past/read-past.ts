/** The live city at a past minute, as it was known then, and what came after: the same events through the same reducer. */
import type { Audience } from "#contract/actor";
import { PROTOCOL } from "#contract/live";
import type { PastEvents } from "#contract/past";
import { Refusal, wrongField } from "#contract/problem";
import { keyOf, project, seen, seesAlert } from "#domain/audience";
import { elsewhereIn } from "#domain/elsewhere";
import { fold, type LiveCity } from "#domain/fold";
import { columnNames, ReportTable } from "#domain/report-table";
import { encodeSnapshot } from "#domain/snapshot";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { viewRules } from "../live/view-rules.ts";
import { readHead } from "../log/append-events.ts";
import { readEvents } from "../log/read-events.ts";
import { checkpointBefore, firstCheckpointAfter } from "./checkpoints.ts";

type Ctx = Pick<Context, "db" | "rules" | "clock" | "brigades">;

/** Events in a page, and in one reading. */
const PAGE = 2_000;
/** Checkpoints lie nearer together; beyond it nothing near enough is kept. */
export const MOST_FOLDED = 50_000;

/**
 * The bytes of an operators' audience's snapshot at an instant (ms), told by the lists and to the reach that hold today: what
 * somebody may not see any more they may not see in the past. Refuses `past-not-kept` for a minute that no checkpoint is near to.
 */
export async function readPast(
  ctx: Ctx,
  audience: Extract<Audience, { kind: "ops" }>,
  at: number,
): Promise<Uint8Array> {
  if (at > ctx.clock.now()) throw wrongField("at", "must not lie in the future");
  const city = await cityAt(ctx, at);
  const rules = viewRules(ctx);
  const elsewhere = [...elsewhereIn(city.reports, audience, rules)];
  if (audience.department !== null)
    for (const id of city.reports.columns.id.slice(0, city.reports.count)) {
      const report = city.reports.get(id);
      if (report && !seen(audience, report, rules)) city.reports.delete(id);
    }
  return encodeSnapshot(
    {
      protocol: PROTOCOL,
      log: city.log,
      audience: keyOf(audience),
      cursor: city.cursor,
      at,
      city: ctx.rules.now.fingerprint,
      count: city.reports.count,
      columns: columnNames,
      brigades: [...city.brigades.values()],
      elsewhere,
      alerts: [...city.alerts.values()].filter((alert) => seesAlert(audience, alert)),
      warnings: [...city.warnings.values()],
      warningsUnreadSince: city.warningsUnreadSince,
    },
    city.reports.columns,
  );
}

/** What an audience was told after a cursor, until an instant (ms), a page of it. */
export async function readPastEvents(
  ctx: Ctx,
  audience: Extract<Audience, { kind: "ops" }>,
  from: number,
  until: number,
): Promise<Omit<PastEvents, "events"> & { events: object[] }> {
  const rules = viewRules(ctx);
  const events = await readEvents(ctx.db, from, PAGE);
  const end = events.findIndex((event) => event.at > until);
  const wanted = end < 0 ? events : events.slice(0, end);
  const to = wanted.at(-1)?.seq ?? from;
  const told = wanted.flatMap((event) => project(audience, event, rules) ?? []);
  return { from, to, more: end < 0 && events.length === PAGE, events: told };
}

/** The whole city after the last event of an instant, by today's lists. Events carry codes, so they fold into whatever lists there are. */
async function cityAt(ctx: Ctx, at: number): Promise<LiveCity> {
  const kept = await checkpointBefore(ctx.db, at);
  const city = kept ? byTodaysLists(ctx, kept) : await emptyCity(ctx);
  for (let folded = 0; folded <= MOST_FOLDED; ) {
    const events = await readEvents(ctx.db, city.cursor, PAGE);
    for (const event of events) {
      // Before all that is known: an empty board would say that nothing was late then.
      if (event.at > at && !kept && city.cursor === 0) throw notKept(event.at);
      if (event.at > at) return city;
      fold(city, event);
    }
    folded += events.length;
    if (events.length < PAGE) return city;
  }
  throw notKept(await firstCheckpointAfter(ctx.db, at));
}

/** `earliest`: the first instant after it that is, ms. */
function notKept(earliest: number | undefined): Refusal {
  return new Refusal("past-not-kept", "at: the city of that minute is not kept; ask for a later one", {
    ...(earliest !== undefined && { current: { earliest: new Date(earliest).toISOString() } }),
  });
}

async function emptyCity({ db, rules }: { db: Tx; rules: Context["rules"] }): Promise<LiveCity> {
  const { log } = await readHead(db);
  const reports = new ReportTable(rules.now.codes);
  return {
    log,
    audience: "ops",
    cursor: 0,
    reports,
    brigades: new Map(),
    elsewhere: new Map(),
    alerts: new Map(),
    warnings: new Map(),
    warningsUnreadSince: null,
    unknownEvents: 0,
  };
}

/** Lists change; codes stay. What the city has no more is nameless, as it is in a snapshot of now. */
function byTodaysLists({ rules }: Pick<Context, "rules">, city: LiveCity): LiveCity {
  const reports = new ReportTable(rules.now.codes);
  for (let row = 0; row < city.reports.count; row++) reports.set(city.reports.at(row));
  return { ...city, reports };
}

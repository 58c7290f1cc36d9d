/** Going back when the log is young, against a server that answers what the test says. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CityAnswer } from "#contract/card";
import type { Me } from "#contract/identity";
import { PROTOCOL } from "#contract/live";
import { columnNames } from "#domain/report-table";
import { encodeSnapshot } from "#domain/snapshot";
import { ServerClock } from "../../client/live/server-clock.ts";
import { newLive, usePage } from "../../client/store/page-store.ts";
import { enterPast, leavePast, usePast } from "../../client/store/past.ts";
import { diceOf, emptyCity, newReport } from "./random-log.ts";
import { smallCity } from "./small-city.ts";

const BEGIN = Date.parse("2026-11-26T11:11:20Z");
const SECOND = 1000;
const MINUTE = 60 * SECOND;

const browserFetch = globalThis.fetch;
const page = usePage.getState();
const report = newReport(1, BEGIN, diceOf(5));

beforeEach(() => {
  const me: Pick<Me, "may"> = { may: ["live.past"] };
  const answer = { city: smallCity, fingerprint: "f" } as CityAnswer;
  usePage.setState({ me: { ...page.me, ...me } as Me, answer });
});
afterEach(() => {
  leavePast();
  globalThis.fetch = browserFetch;
  usePage.setState(page, true);
});

/** Begins at BEGIN with nothing, and has its one report some time later. */
function youngLog(now: number, reportAt: number): void {
  const present = newLive(new ServerClock(() => now), new Set());
  present.city = emptyCity();
  present.city.reports.set(report);
  usePage.setState({ present, live: present });
  globalThis.fetch = async (path) => {
    const query = new URL(String(path), "http://city").searchParams;
    if (String(path).includes("/events")) {
      const body = { report, channel: "app" };
      const event = { seq: 2, at: reportAt, kind: "report.received", reportId: 1, version: 1, body };
      const events = reportAt <= Date.parse(query.get("until") ?? "") ? [event] : [];
      return Response.json({ from: 1, to: 2, more: false, events });
    }
    const at = Date.parse(query.get("at") ?? "");
    const current = { earliest: new Date(BEGIN).toISOString() };
    const problem = {
      type: "about:blank",
      title: "",
      status: 410,
      code: "past-not-kept",
      detail: "",
      current,
    };
    if (at < BEGIN) return Response.json(problem, { status: 410 });
    const city = emptyCity();
    const head = { protocol: PROTOCOL, log: "log-1", audience: "ops", cursor: 1, at, city: "f", count: 0 };
    const lists = {
      columns: columnNames,
      brigades: [],
      elsewhere: [],
      alerts: [],
      warnings: [],
      warningsUnreadSince: null,
    };
    return new Response(encodeSnapshot({ ...head, ...lists }, city.reports.columns));
  };
}

test("the past that begins later than what is asked for is entered at its first minute with reports", async () => {
  const now = BEGIN + 12 * MINUTE;
  youngLog(now, BEGIN + 50 * SECOND);
  await enterPast(now - 15 * MINUTE);
  const first = Date.parse("2026-11-26T11:13:00Z");
  expect(usePast.getState()).toMatchObject({ phase: "ready", from: first, earliest: first, trouble: null });
  expect(usePage.getState().past).toBe(first);
  expect(usePage.getState().live.city?.reports.count).toBe(1);
});

test("where no minute with reports is over yet the present stays, and it is said when the past begins", async () => {
  youngLog(BEGIN + 70 * SECOND, BEGIN + 50 * SECOND);
  await enterPast(BEGIN - 14 * MINUTE);
  const first = Date.parse("2026-11-26T11:13:00Z");
  expect(usePast.getState()).toMatchObject({ phase: "failed", trouble: "past-not-kept", earliest: first });
  expect(usePage.getState()).toMatchObject({ past: null, live: usePage.getState().present });
});

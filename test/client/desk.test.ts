/** The rules of the desk: its keys, its link, what is offered to be undone, and what counts as somebody being faster. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { undoneKinds } from "#contract/events";
import type { Me } from "#contract/identity";
import type { LiveReport } from "#contract/report";
import type { moves } from "#domain/report";
import type { Words } from "../../client/i18n/use-words.ts";
import { ServerClock } from "../../client/live/server-clock.ts";
import type { ShownCard } from "../../client/live/shown-card.ts";
import { type DeskAction, deskActions, runAction } from "../../client/pages/dispatch/desk-keys.ts";
import { readDeskLink, writeDeskLink } from "../../client/pages/dispatch/desk-url.ts";
import { initials } from "../../client/pages/dispatch/initials.ts";
import { plain } from "../../client/pages/dispatch/palette-entries.ts";
import {
  isShown,
  MOST_VIEWS,
  openView,
  readViews,
  saveView,
  useViews,
} from "../../client/pages/dispatch/saved-views.ts";
import { stepBackAtDesk } from "../../client/pages/dispatch/step-back.ts";
import { codeWords } from "../../client/pages/dispatch/trouble-words.ts";
import { throughPast } from "../../client/pages/past/use-past-keys.ts";
import { type Trouble, useDesk } from "../../client/store/desk-store.ts";
import { noFilters } from "../../client/store/filters.ts";
import { dueFirst, sortKeys } from "../../client/store/list-sort.ts";
import { newLive, usePage } from "../../client/store/page-store.ts";
import { leavePast, usePast } from "../../client/store/past.ts";
import { entriesSince, isQuiet } from "../../client/store/since.ts";
import { isUndoable, secondsLeft, secondsOffered } from "../../client/store/undo.ts";
import { anEntry } from "./an-entry.ts";
import { diceOf, newReport } from "./random-log.ts";
import { smallCity } from "./small-city.ts";

const table: readonly DeskAction[] = deskActions;

describe("the keys of the desk", () => {
  test("are each there once, and each action has one", () => {
    const keys = table.flatMap((action) => action.keys);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
    expect(table.filter((action) => action.keys.length === 0)).toEqual([]);
    expect(new Set(table.map(({ name }) => name)).size).toBe(table.length);
  });

  test("leave to the past those that lead through it", () => {
    const keys: readonly string[] = table.flatMap((action) => action.keys);
    expect(throughPast.filter((key) => keys.includes(key))).toEqual([]);
  });

  test("are capitals where they are about the view or about many, so that no slip moves a report", () => {
    const risky = table.filter(
      ({ group, keys }) => group === "report" && keys.some((key) => /^[A-Z]$/.test(key)),
    );
    expect(risky.map(({ name }) => name)).toEqual(["unmerge"]);
  });

  test("assign many of which only some can be, and say why where none of many can", () => {
    const page = usePage.getState();
    const shown = useDesk.getState();
    usePage.setState({ me: { ...page.me, may: ["report.assign"] } as Me });
    const dice = diceOf(5);
    const ended = [1, 2].map((id) => ({ ...newReport(id, 0, dice), status: "closed" as const }));
    const assign = table.find(({ name }) => name === "assign");
    if (!assign) throw new Error("there is no such action");
    expect(runAction(assign, ended)).toBe(false);
    expect(useDesk.getState().trouble).toMatchObject({ code: "not-with-these" });
    expect(runAction(assign, [...ended, newReport(3, 0, dice)])).toBe(true);
    expect(useDesk.getState()).toMatchObject({ trouble: null, form: { kind: "assign" } });
    expect(useDesk.getState().form?.targets).toHaveLength(3);
    useDesk.setState(shown, true);
    usePage.setState(page, true);
  });

  test("say why where they can do nothing to the one report that is chosen, or where there is none", () => {
    const page = usePage.getState();
    const shown = useDesk.getState();
    const run = (name: string, ...targets: LiveReport[]) => {
      const action = table.find((each) => each.name === name);
      if (!action) throw new Error("there is no such action");
      useDesk.setState({ trouble: null });
      expect(runAction(action, targets), name).toBe(false);
      const { trouble } = useDesk.getState();
      return trouble && codeWords({ t: String as unknown as Words["t"] }, ...codeOf(trouble));
    };
    const codeOf = (trouble: Trouble) =>
      trouble.kind === "held" ? (["held", ""] as const) : ([trouble.code, trouble.detail] as const);
    const report = newReport(1, 0, diceOf(5));
    usePage.setState({ me: { ...page.me, may: ["report.assign", "report.reopen", "report.undo"] } as Me });
    expect(run("reopen", report)).toBe("desk.notWhile");
    expect(useDesk.getState().trouble).toMatchObject({ kind: "cannot", detail: "received" });
    expect(run("assign")).toBe("desk.cannot.no-report");
    // Found, and stood at, and yet nothing that lives.
    useDesk.setState({ search: "bache", finding: "22222-22222" });
    expect(run("take")).toBe("desk.cannot.archived");
    useDesk.setState({ search: "", finding: null });
    expect(run("undo")).toBe("desk.cannot.nothing-to-undo");
    expect(run("close", report)).toBe("refusal.forbidden");
    expect(run("open")).toBe(null);
    expect(run("unmerge", report)).toBe("refusal.forbidden");
    usePage.setState({ me: { ...page.me, may: ["report.triage"] } as Me });
    expect(run("unmerge", report)).toBe("desk.cannot.not-merged");
    const mergedFrom = [{ folio: "48W35-2W3X9", service: "pothole", receivedAt: 0 }];
    usePage.setState({
      card: { phase: "ready", value: { report, mergedFrom } as unknown as ShownCard, at: 0 },
    });
    expect(run("unmerge", report)).toBe("desk.unmergeThere");
    expect(useDesk.getState().trouble).toMatchObject({ detail: "48W35-2W3X9" });
    usePast.setState({ phase: "loading" });
    expect(run("assign")).toBe("desk.past");
    leavePast();
    useDesk.setState(shown, true);
    usePage.setState(page, true);
  });

  test("reach every move that a person in the office may make", () => {
    const names: Record<keyof typeof moves, string> = {
      "assign-report": "assign",
      "start-travel": "travel",
      "start-work": "work",
      "close-report": "close",
      "reopen-report": "reopen",
      "correct-report": "correct",
      "put-back-report": "putBack",
      "merge-report": "merge",
      "unmerge-report": "unmerge",
      "undo-move": "undo",
    };
    for (const name of Object.values(names)) expect(table.map((action) => action.name)).toContain(name);
  });
});

test("Escape leaves the card, and then the search", () => {
  const page = usePage.getState();
  useDesk.setState({ search: "bache" });
  usePage.setState({ selection: { kind: "report", folio: "22222-22222" } });
  stepBackAtDesk();
  expect(usePage.getState().selection).toBeNull();
  expect(useDesk.getState().search).toBe("bache");
  stepBackAtDesk();
  expect(useDesk.getState().search).toBe("");
  usePage.setState(page, true);
});

describe("what the desk adds to a link", () => {
  const links = fc.record({
    sort: fc.record({ by: fc.constantFrom(...sortKeys), descending: fc.boolean() }),
    search: fc.string({ maxLength: 60 }),
  });

  test("comes back as it was", () => {
    fc.assert(
      fc.property(links, (link) => {
        expect(readDeskLink(`?late=1&${writeDeskLink(link)}`)).toEqual(link);
      }),
    );
    expect(writeDeskLink({ sort: dueFirst, search: "" })).toBe("");
  });

  test("is left out where it is nonsense", () => {
    expect(readDeskLink("?sort=colour&q=")).toEqual({ sort: dueFirst, search: "" });
    fc.assert(fc.property(fc.string(), (text) => void readDeskLink(text)));
  });
});

describe("saved views", () => {
  test("that was left by other filters is no more what the desk shows", () => {
    const before = usePage.getState();
    const view = { name: "Vencidos", query: "?late=1" };
    openView(view);
    expect(isShown(view, usePage.getState(), "")).toBe(true);
    expect(isShown(view, usePage.getState(), "bache")).toBe(false);
    usePage.setState({ filters: noFilters });
    expect(isShown(view, usePage.getState(), "")).toBe(false);
    usePage.setState(before, true);
  });

  test("are none where what was kept is no list of views", () => {
    const views = [{ name: "Mañana", query: "?late=1" }];
    expect(readViews(JSON.stringify(views))).toEqual(views);
    for (const kept of [null, "", "{", "[1]", '{"name":"x"}', '[{"name":"","query":""}]'])
      expect(readViews(kept), String(kept)).toEqual([]);
    expect(readViews(JSON.stringify([1, ...views, { name: "" }]))).toEqual(views);
  });

  describe("in a browser that keeps them", () => {
    const kept = new Map<string, string>();
    const names = () => useViews.getState().views.map(({ name }) => name);
    beforeEach(() => {
      kept.clear();
      globalThis.localStorage = {
        getItem: (name: string) => kept.get(name) ?? null,
        setItem: (name: string, value: string) => void kept.set(name, value),
      } as Storage;
    });
    afterEach(() => {
      Reflect.deleteProperty(globalThis, "localStorage");
      useViews.setState({ views: [], at: -1 });
    });

    test("are those that another tab has kept, too", () => {
      saveView("Mañana");
      kept.set("cuadrilla.views", JSON.stringify([{ name: "De la otra", query: "" }]));
      saveView("Tarde");
      expect(names()).toEqual(["De la otra", "Tarde"]);
      expect(readViews(kept.get("cuadrilla.views") ?? null).map(({ name }) => name)).toEqual(names());
    });

    test("are refused one more when there are as many as there may be, and none is lost", () => {
      for (let i = 1; i <= MOST_VIEWS; i++) expect(saveView(`Vista ${i}`)).toBe(true);
      expect(saveView("Una más")).toBe(false);
      expect(saveView("Vista 3")).toBe(true);
      expect(names()).toHaveLength(MOST_VIEWS);
      expect(readViews(kept.get("cuadrilla.views") ?? null)).toHaveLength(MOST_VIEWS);
    });

    test("open without what the city does not have any more", () => {
      const answer = { city: smallCity } as ReturnType<typeof usePage.getState>["answer"];
      usePage.setState({ answer });
      openView({ name: "Vieja", query: "?svc=tree.gone" });
      expect(usePage.getState().filters.services).toEqual(["tree"]);
      usePage.setState({ answer: null, filters: noFilters });
    });
  });
});

describe("the offer to undo", () => {
  test("counts whole seconds down, and is over at none", () => {
    const undo = { until: 10_000 };
    expect([0, 1, 999, 1000, 9001, 10_000, 10_001].map((now) => secondsLeft(undo, now))).toEqual([
      10, 10, 10, 9, 1, 0, 0,
    ]);
    expect(secondsLeft(null, 0)).toBe(0);
  });

  test("does not come again in the past, whose clock shows a time before it was over", () => {
    const undo = { deed: "assign" as const, moves: [], until: 10_000 };
    const present = newLive(new ServerClock(() => 4000), new Set());
    expect(secondsOffered({ past: null, present }, undo)).toBe(6);
    expect(secondsOffered({ past: 1000, present }, undo)).toBe(0);
  });

  test("is made for moves, and not for what has been read by then", () => {
    expect((["assign", "close", "merge", "put-back"] as const).every(isUndoable)).toBe(true);
    expect((["note", "ask", "undo"] as const).some(isUndoable)).toBe(false);
  });
});

describe("what happened since a report was seen", () => {
  const report = { version: 4 };
  const timeline = (["received", "assigned", "overdue", "noted"] as const).map((kind) => anEntry(kind));

  test("is what made the versions after that", () => {
    const kinds = (version: number) => entriesSince({ report, timeline }, version).map(({ kind }) => kind);
    expect(kinds(4)).toEqual([]);
    expect(kinds(9)).toEqual([]);
    expect(kinds(2)).toEqual(["overdue", "noted"]);
    expect(kinds(1)).toEqual(["assigned", "overdue", "noted"]);
  });

  test("is no reason to ask while nobody moved it", () => {
    expect(isQuiet([])).toBe(true);
    expect(isQuiet([anEntry("overdue"), anEntry("noted"), anEntry("photographed")])).toBe(true);
    expect(isQuiet([anEntry("noted"), anEntry("assigned")])).toBe(false);
    // Whatever can be taken back is a move.
    for (const kind of undoneKinds) {
      const told = kind
        .slice("report.".length)
        .replace("unassigned", "put-back") as ShownCard["timeline"][number]["kind"];
      expect(isQuiet([anEntry(told)]), kind).toBe(false);
    }
  });
});

describe("words of the desk", () => {
  test("are found without accents and case", () => {
    expect(plain("Ávila ÑANDÚ")).toBe("avila nandu");
  });

  test("shorten a name to its first letters", () => {
    expect(["Ana", "ana pérez", "Ana María Pérez López", "Operación (demo)", " ", ""].map(initials)).toEqual([
      "A",
      "AP",
      "AL",
      "O",
      "",
      "",
    ]);
  });
});

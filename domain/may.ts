/**
 * Who may do what: the one table that HTTP routes, socket rooms and the page's menus ask. A cell says whose rows:
 * `all` of the city's; `dep`, those of one's own department (all, for whoever has none); `bri`, those of one's own brigade.
 */
import { type Actor, type Role, roles } from "#contract/actor";

type Cell = "no" | "all" | "department" | "brigade";
type Row<Roles extends readonly unknown[] = typeof roles> = { readonly [I in keyof Roles]: Cell };
const no = "no";
const all = "all";
const dep = "department";
const bri = "brigade";

// In the order of `roles`. What an integration may do at all it may do only when its key names it as a scope.
// biome-ignore format: a table is read by its columns
const table = {
  //                   anonymous citizen brigade operator supervisor planner administrator device integration kiosk system
  "city.read":        [all,      all,    all,    all,     all,       all,    all,          all,   all,        all,  all],
  "me.read":          [all,      all,    all,    all,     all,       all,    all,          all,   all,        all,  no ],
  "session.begin":    [all,      no,     all,    all,     all,       all,    all,          no,    no,         all,  no ],
  "session.manage":   [no,       no,     all,    all,     all,       all,    all,          no,    no,         no,   no ],
  "live.subscribe":   [all,      all,    bri,    dep,     dep,       dep,    all,          bri,   all,        dep,  all],
  "live.counts":      [no,       no,     no,     all,     all,       all,    all,          no,    all,        no,   all],
  /** The live city at a past minute, as it was known then. */
  "live.past":        [no,       no,     no,     dep,     dep,       dep,    all,          no,    no,         dep,  all],
  "report.create":    [all,      all,    no,     all,     all,       no,     all,          no,    all,        no,   all],
  "report.open":      [all,      all,    bri,    dep,     dep,       dep,    all,          bri,   all,        no,   all],
  "report.list":      [no,       no,     bri,    dep,     dep,       dep,    all,          no,    all,        no,   all],
  "report.assign":    [no,       no,     no,     dep,     dep,       no,     all,          no,    all,        no,   all],
  "report.work":      [no,       no,     bri,    dep,     dep,       no,     all,          no,    all,        no,   all],
  "report.close":     [no,       no,     bri,    dep,     dep,       no,     all,          no,    all,        no,   all],
  "report.reopen":    [no,       no,     no,     dep,     dep,       no,     all,          no,    all,        no,   all],
  /** Put right, merged and taken apart; the citizen asked, everybody told something. */
  "report.triage":    [no,       no,     no,     dep,     dep,       no,     all,          no,    all,        no,   all],
  /** Internal notes. */
  "report.note":      [no,       no,     bri,    dep,     dep,       no,     all,          no,    all,        no,   all],
  /** One's own latest move taken back. */
  "report.undo":      [no,       no,     bri,    dep,     dep,       no,     all,          no,    all,        no,   all],
  /** Whoever is not signed in answers with the report's ticket. */
  "report.answer":    [all,      all,    no,     dep,     dep,       no,     all,          no,    all,        no,   all],
  /** Many commands at once: the door alone, each of them is asked about by its own name. */
  "command.bulk":     [no,       no,     bri,    all,     all,       no,     all,          no,    all,        no,   all],
  /** Acknowledging and snoozing; of a wall too nobody does that, though it shows them. */
  "alert.handle":     [no,       no,     no,     dep,     dep,       no,     all,          no,    no,         no,   no ],
  "alert.list":       [no,       no,     no,     dep,     dep,       dep,    all,          no,    all,        no,   all],
  "position.send":    [no,       no,     bri,    no,      no,        no,     no,           bri,   all,        no,   all],
  /** Where brigades are now: workers' whereabouts. */
  "position.see":     [no,       no,     bri,    all,     all,       all,    all,          no,    all,        all,  all],
  "position.history": [no,       no,     bri,    all,     all,       all,    all,          no,    all,        no,   all],
  "photo.add":        [all,      no,     bri,    dep,     dep,       no,     all,          no,    all,        no,   all],
  "photo.see":        [no,       no,     bri,    dep,     dep,       dep,    all,          no,    all,        no,   all],
  /** Name, telephone and e-mail of who reported: each reading is audited. */
  "contact.read":     [no,       no,     no,     dep,     dep,       no,     all,          no,    no,         no,   no ],
  "contact.change":   [no,       no,     no,     dep,     dep,       no,     all,          no,    no,         no,   no ],
  /** All that is held of one citizen: found, handed out, erased at their request. */
  "privacy.manage":   [no,       no,     no,     no,      no,        no,     all,          no,    no,         no,   no ],
  "audit.read":       [no,       no,     no,     no,      no,        no,     all,          no,    no,         no,   no ],
  "person.manage":    [no,       no,     no,     no,      no,        no,     all,          no,    no,         no,   no ],
  "key.manage":       [no,       no,     no,     no,      no,        no,     all,          no,    no,         no,   no ],
  "kiosk.manage":     [no,       no,     no,     no,      no,        no,     all,          no,    no,         no,   no ],
  "device.manage":    [no,       no,     no,     no,      no,        no,     all,          no,    all,        no,   no ],
  /** What trackers sent in vain. Whereabouts may stand in it, so it is nothing for a key that makes devices. */
  "letter.read":      [no,       no,     no,     no,      no,        no,     all,          no,    no,         no,   no ],
  "city.manage":      [no,       no,     no,     no,      no,        no,     all,          no,    no,         no,   no ],
  "demo.control":     [no,       no,     no,     all,     all,       all,    all,          no,    no,         no,   no ],
} as const satisfies Record<string, Row>;

export type Action = keyof typeof table;
export const actions = Object.keys(table) as Action[];

/** Somebody who asks: the actor that the log will name, and what limits them. */
export interface Principal {
  actor: Actor;
  /** Code of the department or brigade to whose rows they are held, where their role is. */
  department: string | null;
  brigade: string | null;
  /** What an integration's key names; null for everybody else. */
  scopes: readonly Action[] | null;
  /** Number of the credential that they showed, and of the person behind it. */
  credential: string | null;
  person: string | null;
}

/** Whoever holds a key may learn what it is good for, and send many commands at once of those that it names. */
export const ofEveryKey: readonly Action[] = ["me.read", "command.bulk"];

/** Whose rows somebody may do it to; undefined: they may not do it at all. */
export type Reach =
  | { rows: "all" }
  | { rows: "department"; department: string }
  | { rows: "brigade"; brigade: string };

/** Of our own tools, and of whoever is held to nothing. */
export const everyRow: Reach = { rows: "all" };

export const anonymous: Principal = {
  actor: { role: "anonymous", id: "anonymous" },
  department: null,
  brigade: null,
  scopes: null,
  credential: null,
  person: null,
};

/** The cell of the table: what a role may do at the most. */
export function cell(role: Role, action: Action): Cell {
  return table[action][roles.indexOf(role)] ?? "no";
}

export function reach(who: Principal, action: Action): Reach | undefined {
  if (who.scopes !== null && !ofEveryKey.includes(action) && !who.scopes.includes(action)) return undefined;
  switch (cell(who.actor.role, action)) {
    case "no":
      return undefined;
    case "all":
      return { rows: "all" };
    case "department":
      return who.department === null ? { rows: "all" } : { rows: "department", department: who.department };
    case "brigade":
      return who.brigade === null ? undefined : { rows: "brigade", brigade: who.brigade };
  }
}

export function may(who: Principal, action: Action): boolean {
  return reach(who, action) !== undefined;
}

/** Whether a row is among those that somebody reaches; codes of the row's department and brigade. */
export function reaches(found: Reach, row: { department: string | null; brigade: string | null }): boolean {
  switch (found.rows) {
    case "all":
      return true;
    case "department":
      return row.department === found.department;
    case "brigade":
      return row.brigade === found.brigade;
  }
}

import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "#server/context";
import { ImportError } from "#server/import/import-error";
import { readCard } from "#server/reports/read-card";
import { ImportDesk, NOW } from "#test/support/import-desk";
import { ops } from "#test/support/living-city";

let desk: ImportDesk;
beforeAll(async () => {
  desk = await ImportDesk.open("boston");
});
afterAll(() => desk.close());

const DAY = 86_400_000;
const iso = (at: number) => new Date(at).toISOString();
const inBoston = { lon: "-71.0605", lat: "42.3555" };

const mapping = {
  id: "id",
  receivedAt: "opened",
  closedAt: "closed",
  dueAt: { columns: "due" },
  place: { lon: "lon", lat: "lat" },
  service: { columns: "kind", values: { Pothole: "pothole", Lights: "street-light-outage" } },
  status: { columns: "state", values: { open: "open", closed: "closed", withdrawn: "on-request" } },
  closing: { columns: "how", values: { fixed: "done", "not ours": "not-ours" }, otherwise: "noted" },
  description: ["kind", "text"],
};
const COLUMNS = ["id", "opened", "closed", "due", "lon", "lat", "kind", "state", "how", "text"] as const;

/** A good row of a report that is open and recent, but for what is said. */
function row(id: string, more: Partial<Record<(typeof COLUMNS)[number], string>> = {}): string {
  const cells: Record<string, string> = {
    id,
    opened: "2026-06-14 08:00:00",
    kind: "Pothole",
    state: "open",
    ...inBoston,
    ...more,
  };
  return COLUMNS.map((column) => cells[column] ?? "").join(",");
}
const HEADER = COLUMNS.join(",");

/** `count` rows, every tenth without a place. */
function manyRows(count: number): string {
  const rows = Array.from({ length: count }, (_, i) => row(`r${i}`, i % 10 === 3 ? { lon: "" } : {}));
  return [HEADER, ...rows].join("\n");
}

interface Stored {
  service: string;
  status: string;
  received: string;
  due: string;
  closed: string | null;
  outcome: string | null;
  reason: string | null;
  description: string | null;
  archived: boolean;
}

async function stored(source: string, id: string): Promise<Stored | undefined> {
  const [found] = await desk.ctx.db.query<Stored>(
    `SELECT service, status, outcome, reason, description, archived,
            to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS') AS received,
            to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS') AS due,
            to_char(closed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS') AS closed
       FROM reports WHERE source = $1 AND source_id = $2`,
    [source, id],
  );
  return found;
}

describe("what a row becomes", () => {
  test("an open report with the promise of its source, in the zone of the city", async () => {
    const file = desk.write(
      "open.csv",
      `${HEADER}\n${row("1", { due: "2026-06-20 17:00", text: "by the bridge" })}\n`,
    );
    expect(await desk.reports(file, { source: "open", ...mapping })).toMatchObject({
      accepted: 1,
      refused: 0,
      complete: true,
    });
    expect(await stored("open", "1")).toEqual({
      service: "pothole",
      status: "received",
      received: "2026-06-14 12:00:00.000",
      due: "2026-06-20 21:00:00.000",
      closed: null,
      outcome: null,
      reason: null,
      description: "Pothole · by the bridge",
      archived: false,
    });
    expect(existsSync(`${file}.refused.csv`)).toBe(false);
  });

  test("without a promise of the source it has that of the service", async () => {
    const file = desk.write(
      "promise.csv",
      `${HEADER}\n${row("1", { kind: "Lights", opened: "2026-06-01T00:00:00Z" })}\n`,
    );
    await desk.reports(file, { source: "promise", ...mapping });
    expect(await stored("promise", "1")).toMatchObject({
      service: "street-light-outage",
      due: "2026-06-11 00:00:00.000",
    });
  });

  test("closed ones carry how and why, and are history unless it was today", async () => {
    const closed = (at: string, more = {}) => ({
      state: "closed",
      opened: "2026-06-01 09:00",
      closed: at,
      ...more,
    });
    const file = desk.write(
      "closed.csv",
      [
        HEADER,
        row("fixed", closed("2026-06-02 09:00", { how: "Fixed" })),
        row("not-ours", closed("2026-06-02 09:00", { how: "not ours" })),
        row("unheard-of", closed("2026-06-02 09:00", { how: "by magic" })),
        row("withdrawn", closed("2026-06-02 09:00", { state: "WITHDRAWN" })),
        row("today", closed(iso(NOW - DAY / 2))),
      ].join("\n"),
    );
    expect(await desk.reports(file, { source: "closed", ...mapping })).toMatchObject({ accepted: 5 });
    expect(await stored("closed", "fixed")).toMatchObject({
      status: "closed",
      outcome: "resolved",
      reason: "done",
      closed: "2026-06-02 13:00:00.000",
      archived: true,
    });
    expect(await stored("closed", "not-ours")).toMatchObject({ outcome: "rejected", reason: "not-ours" });
    expect(await stored("closed", "unheard-of")).toMatchObject({ outcome: "resolved", reason: "noted" });
    expect(await stored("closed", "withdrawn")).toMatchObject({ outcome: "cancelled", reason: "on-request" });
    expect(await stored("closed", "today")).toMatchObject({ status: "closed", archived: false });
  });

  test("open ones that are older than the mapping lets live are history too", async () => {
    const file = desk.write("old.csv", `${HEADER}\n${row("old", { opened: "2011-01-18" })}\n${row("new")}\n`);
    await desk.reports(file, { source: "old", ...mapping, liveForDays: 365 });
    expect(await stored("old", "old")).toMatchObject({ status: "received", archived: true });
    expect(await stored("old", "new")).toMatchObject({ status: "received", archived: false });
    await desk.reports(file, { source: "old-live", ...mapping });
    expect(await stored("old-live", "old")).toMatchObject({ status: "received", archived: false });
  });

  test("a promise for a whole day is kept until the day is over", async () => {
    const file = desk.write(
      "whole-day.csv",
      `${HEADER}\n${row("day", { due: "2026-06-18 00:00:00.0" })}\n${row("hour", { due: "2026-06-18 07:30" })}\n`,
    );
    await desk.reports(file, { source: "whole-day", ...mapping, dueAt: { columns: "due", wholeDay: true } });
    expect([(await stored("whole-day", "day"))?.due, (await stored("whole-day", "hour"))?.due]).toEqual([
      "2026-06-19 04:00:00.000",
      "2026-06-18 11:30:00.000",
    ]);
  });

  test("its state comes from the closing date when no status, or none that is known, tells it", async () => {
    const file = desk.write(
      "by-date.csv",
      [HEADER, row("a", { state: "odd", closed: "2026-06-15" }), row("b", { state: "odd" })].join("\n"),
    );
    const byDate = { ...mapping, status: { ...mapping.status, otherwise: "by-closing-date" } };
    await desk.reports(file, { source: "by-date", ...byDate });
    const { status: _, ...without } = mapping;
    await desk.reports(file, { source: "no-status", ...without });
    for (const source of ["by-date", "no-status"])
      expect([(await stored(source, "a"))?.status, (await stored(source, "b"))?.status]).toEqual([
        "closed",
        "received",
      ]);
  });

  test("coordinates of another system, from the mapping or from the command line", async () => {
    const { place: _, ...rest } = mapping;
    const place = { x: "lon", y: "lat", srid: 2249 };
    const file = desk.write("feet.csv", `${HEADER}\n${row("1", { lon: "775000", lat: "2956000" })}\n`);
    await desk.reports(file, { source: "feet", ...rest, place });
    await desk.reports(file, { source: "feet-flag", ...mapping }, { system: { srid: 2249 } });
    for (const source of ["feet", "feet-flag"]) {
      const [at] = await desk.ctx.db.query<{ lon: number; lat: number }>(
        "SELECT ST_X(place) AS lon, ST_Y(place) AS lat FROM reports WHERE source = $1",
        [source],
      );
      expect([at?.lon, at?.lat].map((n) => n?.toFixed(4))).toEqual(["-71.0603", "42.3586"]);
    }
    await expect(
      desk.reports(file, { source: "nothing", ...rest, place: { x: "lon", y: "lat" } }),
    ).rejects.toThrow(ImportError);
  });
});

describe("how files are written", () => {
  const text = `${HEADER}\r\n${row("1", { text: '"one, ""two""\r\nthree ñ"' })}\r\n`;
  const windows1252 = Buffer.from(text, "latin1");
  test.each([
    ["with a byte order mark", Buffer.from(`\uFEFF${text}`), {}],
    ["packed, whatever the name says", gzipSync(text), {}],
    ["in sixteen bits", Buffer.from(`\uFEFF${text}`, "utf16le"), {}],
    ["in an old encoding", windows1252, { encoding: "windows-1252" }],
    ["with semicolons", text.replaceAll(/,(?! ")/g, ";"), { delimiter: ";" }],
    ["without a header", text.slice(text.indexOf("\n") + 1), { columns: [...COLUMNS] }],
    ["with words for nothing", text.replace(",,", ",NULL,"), { empty: ["NULL"] }],
    ["without a last line ending", text.trimEnd(), {}],
    [
      "with blank lines and empty cells at the end",
      `${text}\r\n\r\n`.replace(/"\r\n\r\n/, '",,\r\n\r\n'),
      {},
    ],
  ])("%s", async (name, content, csv) => {
    const source = name.replaceAll(/[^a-z]+/gi, "-").toLowerCase();
    const file = desk.write(`${source}.csv`, content);
    expect(await desk.reports(file, { source, csv, ...mapping })).toMatchObject({ accepted: 1, refused: 0 });
    expect((await stored(source, "1"))?.description).toBe('Pothole · one, "two"\r\nthree ñ');
  });

  test("a column that may be missing is told and done without", async () => {
    const file = desk.write(
      "short.csv",
      `id,opened,closed,lon,lat,kind\n1,2026-06-14,,${inBoston.lon},${inBoston.lat},Pothole\n`,
    );
    const { status: _, ...rest } = mapping;
    const notes: string[] = [];
    const onNote = (note: string) => notes.push(note);
    await expect(desk.reports(file, { source: "short", ...rest }, { onNote })).rejects.toThrow(
      /has no column how, which the mapping names as closing/,
    );
    const { closing: __, ...more } = rest;
    expect(await desk.reports(file, { source: "short", ...more }, { onNote })).toMatchObject({ accepted: 1 });
    expect(notes.map((note) => note.replace(/.*has no/, "no"))).toEqual([
      "no column due: done without it",
      "no column text: done without it",
    ]);
  });
});

describe("refused rows", () => {
  test("go to a file with their line, reason and cells, and are counted by reason", async () => {
    const rows = [
      row("good"),
      row(""),
      row("x".repeat(121)),
      row("no-place", { lon: "", lat: "" }),
      row("null-island", { lon: "0", lat: "0.0" }),
      row("odd-place", { lat: "42.3555N" }),
      row("new-york", { lon: "-74", lat: "40.7" }),
      row("no-date", { opened: "" }),
      row("odd-date", { opened: "14/06/2026" }),
      row("tomorrow", { opened: iso(NOW + DAY) }),
      row("closed-tomorrow", { state: "closed", closed: iso(NOW + DAY) }),
      row("backwards", { state: "closed", closed: "2026-06-13" }),
      row("due-before", { due: "2026-06-13" }),
      row("when", { state: "closed" }),
      row("odd-state", { state: "limbo" }),
      row("odd-kind", { kind: "Unicorn" }),
      `${row("too-many")},7,8`,
      "too-few,1",
      '"never closed',
      row("good-too"),
    ];
    const file = desk.write("refused.csv", [HEADER, ...rows].join("\n"));
    const result = await desk.reports(file, { source: "refused", ...mapping });
    expect(result).toMatchObject({
      rowsRead: rows.length,
      accepted: 2,
      repeated: 0,
      refused: rows.length - 2,
      reasons: {
        "missing-id": 1,
        "unreadable-id": 1,
        "missing-coordinate": 2,
        "unreadable-coordinate": 1,
        "outside-city": 1,
        "missing-date": 1,
        "unreadable-date": 1,
        "future-date": 2,
        "dates-out-of-order": 2,
        "missing-closing-date": 1,
        "unknown-status": 1,
        "unknown-service": 1,
        "wrong-columns": 2,
        "unreadable-row": 1,
      },
    });
    const [head, ...lines] = desk.refused(file);
    expect(head).toBe(`line,reason,detail,${HEADER}`);
    expect(lines).toHaveLength(result.refused);
    expect(lines[2]).toBe(`5,missing-coordinate,no coordinate,${row("no-place", { lon: "", lat: "" })}`);
    expect(lines.find((line) => line.includes("limbo"))).toBe(
      `16,unknown-status,"status ""limbo"" is not in the mapping",${row("odd-state", { state: "limbo" })}`,
    );
    expect(lines.at(-1)).toBe(
      '20,unreadable-row,"its quotes are not closed, or text follows a closing quote","""never closed"',
    );
    expect(lines.map((line) => Number(line.split(",")[0]))).toEqual(lines.map((_, i) => i + 3));
  });

  test("a file of them can be mended and imported in its turn", async () => {
    const file = desk.write("mend.csv", [HEADER, row("1", { lon: "" }), row("2")].join("\n"));
    await desk.reports(file, { source: "mend", ...mapping });
    const mended = desk.refused(file).join("\n").replace(",,42.3555,", `,${inBoston.lon},42.3555,`);
    expect(
      await desk.reports(desk.write("mended.csv", mended), { source: "mend", ...mapping }),
    ).toMatchObject({ accepted: 1, refused: 0 });
  });

  test("a file without any removes what an earlier run left", async () => {
    const file = desk.write("clean.csv", [HEADER, row("1", { lon: "" })].join("\n"));
    await desk.reports(file, { source: "clean", ...mapping });
    expect(existsSync(`${file}.refused.csv`)).toBe(true);
    desk.write("clean.csv", [HEADER, row("1")].join("\n"));
    await desk.reports(file, { source: "clean", ...mapping });
    expect(existsSync(`${file}.refused.csv`)).toBe(false);
  });
});

describe("doing it again", () => {
  test("changes nothing: by source and id everything is there", async () => {
    const file = desk.write("again.csv", manyRows(50));
    const first = await desk.reports(file, { source: "again", ...mapping });
    expect(first).toMatchObject({ accepted: 45, repeated: 0, refused: 5 });
    const events = await desk.count("events");
    expect(await desk.reports(file, { source: "again", ...mapping })).toMatchObject({
      accepted: 0,
      repeated: 45,
      refused: 5,
      takenUpAt: 0,
    });
    expect(await desk.count("events")).toBe(events);
    expect(desk.refused(file)).toHaveLength(6);
  });

  test("an id that a file has twice is repeated, in one batch and in another", async () => {
    const file = desk.write("twice.csv", `${manyRows(1500)}\n${row("r0")}\n${row("r1")}\n${row("r1")}\n`);
    expect(await desk.reports(file, { source: "twice", ...mapping })).toMatchObject({
      accepted: 1350,
      repeated: 3,
      refused: 150,
    });
  });

  test("a file that has grown brings only what is new, with one event each", async () => {
    const file = desk.write("grown.csv", manyRows(20));
    await desk.reports(file, { source: "grown", ...mapping });
    const events = await desk.count("events");
    desk.write("grown.csv", manyRows(30));
    expect(await desk.reports(file, { source: "grown", ...mapping })).toMatchObject({
      accepted: 9,
      repeated: 18,
      refused: 3,
    });
    expect(await desk.count("events")).toBe(events + 9);
  });

  test("another source may use the same ids", async () => {
    const file = desk.write("other.csv", manyRows(5));
    await desk.reports(file, { source: "other-a", ...mapping });
    expect(await desk.reports(file, { source: "other-b", ...mapping })).toMatchObject({
      accepted: 4,
      repeated: 0,
    });
  });

  test("a folio that comes up twice is drawn again", async () => {
    let drawn = 0;
    const ctx: Context = { ...desk.ctx, randomBelow: () => (drawn++ < 5 ? 77 : 1_000 + drawn) };
    const file = desk.write("folio.csv", manyRows(10));
    expect(await desk.reports(file, { source: "folio", ...mapping }, { ctx })).toMatchObject({ accepted: 9 });
  });
});

describe("an import that is broken off", () => {
  const ROWS = 3_500;

  /** The same context, but the database goes away in its n-th transaction, before it is committed. */
  function failingIn(transaction: number): Context {
    let begun = 0;
    const { db } = desk.ctx;
    return {
      ...desk.ctx,
      db: {
        ...db,
        transaction: (work, begin) =>
          db.transaction(async (tx) => {
            const result = await work(tx);
            if (++begun === transaction) throw new Error("pulled the plug");
            return result;
          }, begin),
      },
    };
  }

  test("goes on where it stood, and ends as if nothing had happened", async () => {
    const whole = desk.write("whole.csv", manyRows(ROWS));
    const uninterrupted = await desk.reports(whole, { source: "whole", ...mapping });
    const file = desk.write("broken-off.csv", manyRows(ROWS));
    const again = { source: "broken-off", ...mapping };
    await expect(desk.reports(file, again, { ctx: failingIn(3) })).rejects.toThrow("pulled the plug");
    expect(await desk.count("reports WHERE source = 'broken-off'")).toBe(1800);
    await expect(desk.reports(file, again, { ctx: failingIn(2) })).rejects.toThrow("pulled the plug");
    expect(await desk.count("reports WHERE source = 'broken-off'")).toBe(2700);
    const result = await desk.reports(file, again);
    expect(result).toEqual({ ...uninterrupted, takenUpAt: 3_000, refusedFile: `${file}.refused.csv` });
    expect(desk.refused(file)).toEqual(desk.refused(whole));
    expect(await desk.count("reports WHERE source = 'broken-off'")).toBe(3150);
    expect(
      await desk.count("events e JOIN reports r ON e.report_id = r.id WHERE r.source = 'broken-off'"),
    ).toBe(3150);
  });

  test("stops between two batches when it is told to, and goes on later", async () => {
    const file = desk.write("stopped.csv", manyRows(ROWS));
    const stop = new AbortController();
    const first = await desk.reports(
      file,
      { source: "stopped", ...mapping },
      { signal: stop.signal, onProgress: () => stop.abort() },
    );
    expect(first.complete).toBe(false);
    expect(first.rowsRead).toBeLessThan(ROWS);
    expect(await desk.reports(file, { source: "stopped", ...mapping })).toMatchObject({
      takenUpAt: first.rowsRead,
      rowsRead: ROWS,
      accepted: 3150,
      refused: 350,
      complete: true,
    });
  });

  test("starts over when the file is another one by now", async () => {
    const file = desk.write("replaced.csv", manyRows(ROWS));
    const again = { source: "replaced", ...mapping };
    await expect(desk.reports(file, again, { ctx: failingIn(2) })).rejects.toThrow("pulled the plug");
    desk.write("replaced.csv", manyRows(ROWS + 100));
    expect(await desk.reports(file, again)).toMatchObject({
      takenUpAt: 0,
      accepted: 2340,
      repeated: 900,
      refused: 360,
    });
  });

  test("says so when the rows refused before lie elsewhere or are gone", async () => {
    const notes: string[] = [];
    const onNote = (note: string) => notes.push(note);
    const file = desk.write("elsewhere.csv", manyRows(ROWS));
    const again = { source: "elsewhere", ...mapping };
    await expect(desk.reports(file, again, { ctx: failingIn(2) })).rejects.toThrow();
    const refusedPath = desk.write("other-place.csv", "");
    await expect(desk.reports(file, again, { ctx: failingIn(2), onNote, refusedPath })).rejects.toThrow();
    desk.write("other-place.csv", "");
    await desk.reports(file, again, { onNote, refusedPath });
    expect(notes).toEqual([
      `the 100 rows that were refused before are in ${file}.refused.csv`,
      `rows that were refused before are gone from ${refusedPath}; it holds only those from here on`,
    ]);
  });

  test("is refused while another program is at the same file", async () => {
    const file = desk.write("shared.csv", manyRows(ROWS));
    const onProgress = () => {
      void desk.ctx.db.query("UPDATE imports SET rows_read = rows_read + 1 WHERE source = 'shared'");
    };
    await expect(desk.reports(file, { source: "shared", ...mapping }, { onProgress })).rejects.toThrow(
      "the same file is being imported by another program",
    );
  });
});

describe("bad files", () => {
  test.each([
    ["one that is not there", "none.csv", undefined, /none\.csv: file is missing$/],
    ["an empty one", "empty.csv", "", /empty\.csv: is empty$/],
    ["one of blank lines", "blank.csv", "\n\n\r\n", /blank\.csv: has no header row$/],
    [
      "one whose header is broken",
      "head.csv",
      '"id,opened\n',
      /head\.csv:1 header: its quotes are not closed/,
    ],
    [
      "a picture",
      "picture.csv",
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
      /picture\.csv: has no column id/,
    ],
    [
      "a zip archive",
      "reports.zip",
      Buffer.from("PK\x03\x04 and so on"),
      /reports\.zip: is a zip archive; unpack it first/,
    ],
    [
      "damaged packed data",
      "damaged.csv.gz",
      gzipSync(manyRows(5)).fill(7, 30, 60),
      /the packed data are damaged/,
    ],
  ])("%s is refused with one line", async (_, name, content, line) => {
    const file = content === undefined ? `${desk.folder}/${name}` : desk.write(name, content);
    await expect(desk.reports(file, { source: "bad", ...mapping })).rejects.toThrow(line);
    await expect(desk.reports(file, { source: "bad", ...mapping })).rejects.toThrow(ImportError);
  });

  test("packed data that break off bring what came before, and go on when the file is whole", async () => {
    const text = manyRows(5_000);
    const packed = gzipSync(text);
    const file = desk.write("cut.csv.gz", packed.subarray(0, Math.floor(packed.length * 0.8)));
    await expect(desk.reports(file, { source: "cut", ...mapping })).rejects.toThrow(
      /cut\.csv\.gz: the packed data break off in the middle$/,
    );
    const there = await desk.count("reports WHERE source = 'cut'");
    expect(there).toBeGreaterThan(0);
    desk.write("cut.csv.gz", packed);
    expect(await desk.reports(file, { source: "cut", ...mapping })).toMatchObject({
      accepted: 4500 - there,
      repeated: there,
    });
  });

  test("any bytes whatever are refused as a file or row by row, and nothing else happens", async () => {
    const events = await desk.count("events");
    const soup = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc
        .string({ unit: fc.constantFrom('"', ",", "\n", "\r", "\0", "x", "é"), maxLength: 200 })
        .map((text) => Buffer.from(`${HEADER}\n${text}`)),
      fc
        .array(fc.string({ unit: "binary" }), { minLength: 10, maxLength: 10 })
        .map((cells) =>
          Buffer.from(`${HEADER}\n${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}`),
        ),
    );
    await fc.assert(
      fc.asyncProperty(soup, async (bytes) => {
        const file = desk.write("soup.csv", bytes);
        try {
          const result = await desk.reports(file, { source: "soup", ...mapping });
          expect(result).toMatchObject({ accepted: 0, refused: result.rowsRead });
        } catch (error) {
          expect(error).toBeInstanceOf(ImportError);
        }
      }),
      { numRuns: 60 },
    );
    expect(await desk.count("events")).toBe(events);
  });

  test("odd characters in ids and texts are kept, mended or refused, but never break a batch", async () => {
    const text = fc.string({ unit: "binary", maxLength: 40 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(text, text, async (id, words) => {
        const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
        const line = row("ID", { text: quote(words) }).replace("ID", quote(id));
        const file = desk.write("odd.csv", `${HEADER}\n${line}\n${row("good")}\n`);
        const result = await desk.reports(file, { source: `odd-${run++}`, ...mapping });
        expect(result.rowsRead).toBe(2);
        expect(result.accepted + result.repeated).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

test("an imported report's card tells where it came from and what happened to it", async () => {
  const file = desk.write(
    "card.csv",
    `${HEADER}\n${row("1", { state: "closed", closed: "2026-06-14 18:00" })}\n`,
  );
  await desk.reports(file, { source: "card", ...mapping });
  const [report] = await desk.ctx.db.query<{ folio: string }>(
    "SELECT folio FROM reports WHERE source = 'card'",
  );
  const card = await readCard(desk.ctx, report?.folio ?? "", ops);
  expect(card).toMatchObject({ channel: "import", report: { status: "closed" } });
  expect(card.timeline.length).toBeGreaterThan(0);
});

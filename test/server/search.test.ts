import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Findings } from "#contract/match";
import { everyRow, type Reach } from "#domain/may";
import { searchReports } from "#server/reports/search-reports";
import { copyReports } from "#test/support/copy-reports";
import { place, TestCity } from "#test/support/living-city";
import { countingRows } from "#test/support/rows-read";

const clock = { at: Date.parse("2026-11-25T10:00:00-06:00"), now: () => clock.at };
let city: TestCity;
const folios: Record<string, string> = {};

async function tell(name: string, service: string, description?: string, more = {}) {
  clock.at += 60_000;
  folios[name] = (await city.report({ service, ...(description && { description }), ...more })).folio;
}

beforeAll(async () => {
  city = await TestCity.start({ clock });
  await tell("lamp", "luminaria-apagada", "Lámparas fundidas frente a la Clínica Nova");
  await tell("leak", "fuga-agua", "Se está tirando el agua; niños jugando en la banqueta");
  await tell("english", "bache", "Two potholes near the American School");
  await tell("silent", "luminaria-apagada");
  await tell("called", "bache", "Junto a la casa amarilla", {
    contact: { name: "Xochiquetzal Zorrilla", email: "xochi@zorrilla.example", phone: "8183570000" },
  });
});
afterAll(() => city.stop());

async function search(q: string, { limit = "", headers = {} } = {}) {
  const path = `/api/search?q=${encodeURIComponent(q)}${limit && `&limit=${limit}`}`;
  const { status, body } = await city.send("GET", path, undefined, headers);
  expect([q, status, body.code]).toEqual([q, 200, undefined]);
  return Findings.parse(body);
}
const nameOf = (folio: string) => Object.keys(folios).find((name) => folios[name] === folio) ?? folio;
const find = async (q: string, more = {}) =>
  (await search(q, more)).reports.map(({ folio }) => nameOf(folio));

describe("a report is found", () => {
  test("by its folio, however it is typed, and by nothing else then", async () => {
    const { lamp = "" } = folios;
    expect(await find(lamp)).toEqual(["lamp"]);
    expect(await find(` ${lamp.toLowerCase().replace("-", " ")}`)).toEqual(["lamp"]);
    // Misheard: neither 0 nor O is in any folio.
    if (/[2-9]/.test(lamp.slice(1)) && /[A-Z]/.test(lamp.slice(1)))
      expect(await find(`0${lamp.slice(1)}`)).toContain("lamp");
  });

  test("by the beginning of its folio", async () => {
    const { leak = "" } = folios;
    expect(await find(leak.slice(0, 7))).toEqual(["leak"]);
    const short = leak.slice(0, 3);
    expect(await find(short)).toContain("leak");
  });

  test("by words of its text, without accents, in another number and as they are typed", async () => {
    expect(await find("lampara fundida")).toEqual(["lamp"]);
    expect(await find("CLINICA")).toEqual(["lamp"]);
    expect(await find("clín")).toEqual(["lamp"]);
    expect(await find("ninos banquetas")).toEqual(["leak"]);
    expect(await find("la casa de la amarilla")).toEqual(["called"]);
  });

  test("by words of either language", async () => {
    expect(await find("pothole")).toEqual(["english", "called"]);
    expect(await find("schools american")).toEqual(["english"]);
  });

  test("by its service and its sector, after those that say it themselves, the newest first", async () => {
    // "luz" is a keyword of the service; "lámpara" too, and one says it.
    expect(await find("luminaria")).toEqual(["silent", "lamp"]);
    expect(await find("lámpara")).toEqual(["lamp", "silent"]);
    const sector = (await search("luminaria")).reports[0]?.sector;
    const name = city.ctx.rules.city.sectors.find(({ code }) => code === sector)?.name ?? "";
    expect((await find(name)).sort()).toEqual(Object.keys(folios).sort());
    expect(await find(`${name} agua`)).toEqual(["leak"]);
  });

  test("only with all of the words", async () => {
    expect(await find("clinica banqueta")).toEqual([]);
    expect(await find("clinica ovnis")).toEqual([]);
  });

  test("when it is closed and archived too", async () => {
    const made = await city.report({ service: "bache", description: "Socavón junto al viaducto" });
    await city.move("close-report", made, { outcome: "resolved", reason: city.reason("resolve") });
    await city.ctx.db.query("UPDATE reports SET archived = true WHERE folio = $1", [made.folio]);
    expect((await search("viaducto")).reports).toMatchObject([
      { folio: made.folio, status: "closed", archived: true },
    ]);
  });
});

test("what is found comes with where it is and where the words are", async () => {
  const { reports, more } = await search("clinica");
  expect(more).toBe(false);
  expect(reports).toEqual([
    {
      folio: folios.lamp,
      service: "luminaria-apagada",
      status: "received",
      archived: false,
      ...place,
      sector: expect.any(String),
      receivedAt: expect.any(Number),
      snippet: { text: "Lámparas fundidas frente a la Clínica Nova", marks: [[30, 37]] },
    },
  ]);
  expect((await search("luminaria")).reports[0]?.snippet).toBeNull();
});

test("no more than were asked for, and whether there are more", async () => {
  const one = await search("luminaria", { limit: "1" });
  expect([one.reports.length, one.more]).toEqual([1, true]);
  const both = await search("luminaria", { limit: "2" });
  expect([both.reports.length, both.more]).toEqual([2, false]);
});

describe("nothing is found", () => {
  test("by who reported it", async () => {
    for (const q of ["xochiquetzal", "Zorrilla", "xochi@zorrilla.example", "8183570000"])
      expect(await find(q)).toEqual([]);
  });

  test("that is not the asker's", async () => {
    const headers = await city.as("operator", { department: "vialidad" });
    expect(await find("clinica", { headers })).toEqual([]);
    expect(await find(folios.lamp ?? "", { headers })).toEqual([]);
    expect(await find("casa amarilla", { headers })).toEqual(["called"]);
    const brigade = await city.as("brigade", { brigade: "bacheo-1" });
    expect(await find("casa amarilla", { headers: brigade })).toEqual([]);
  });

  test("by what means something to the database, or nothing to anybody", async () => {
    for (const q of ["'", "a & b | !c", "foo:*", "%%%", "4_%", "\\", "la de los", "...", "🌳"])
      expect(await find(q)).toEqual([]);
  });
});

test("what cannot be asked is refused", async () => {
  for (const query of ["", "q=", "q=%20", "q=a%00b", `q=${"x".repeat(201)}`, "q=a&limit=51", "q=a&more=1"]) {
    const { status, body } = await city.send("GET", `/api/search?${query}`);
    expect([query, status, body.code]).toEqual([query, 400, "invalid-input"]);
  }
});

test("a brigade finds its own stops", async () => {
  const made = await city.report({ service: "bache", description: "Hundimiento por la alberca" });
  await city.move("assign-report", made, { brigade: "bacheo-1" });
  const headers = await city.as("brigade", { brigade: "bacheo-1" });
  expect((await search("alberca", { headers })).reports.map(({ folio }) => folio)).toEqual([made.folio]);
});

describe("of a word that the reports of years have", () => {
  const [MONTHS, EACH] = [24, 200];
  beforeAll(async () => {
    const rare = `CASE WHEN n = ${MONTHS * EACH} THEN ' dorado' ELSE '' END`;
    await copyReports(city.ctx.db, folios.called ?? "", MONTHS * EACH, {
      received_at: `received_at - n * interval '${30 / EACH} days'`,
      description: `'Aquí hay un escarabajo' || ${rare}`,
      brigade_id: "(SELECT id FROM brigades WHERE code = 'bacheo-1' AND n % 600 = 0)",
    });
  });

  /** The search itself, with how many rows of reports its statements looked at, and what each was planned with. */
  async function read(q: string, reach: Reach = everyRow) {
    const counting = countingRows(city.ctx.db);
    const found = await searchReports({ ...city.ctx, db: counting.db }, { q, limit: 20 }, reach);
    return { rows: counting.rows(), settings: counting.settings, found };
  }

  test("no more is read than the newest months that fill the answer, which says that there is more", async () => {
    const { rows, found } = await read("escarabajos");
    expect(found.reports).toHaveLength(20);
    expect(found.more).toBe(true);
    const dates = found.reports.map(({ receivedAt }) => receivedAt);
    expect(dates).toEqual(dates.toSorted((a, b) => b - a));
    expect(rows).toBeLessThan(3 * EACH);
  });

  test("the only one of them that has another word too is found, however old, and nothing else is read", async () => {
    const { rows, found } = await read("escarabajo dorado");
    expect(found.reports.map(({ folio }) => folio)).toEqual([`OLD${MONTHS * EACH}`]);
    expect(found.more).toBe(false);
    expect(rows).toBeLessThan(EACH);
  });

  test("nothing is read for whoever is of another department", async () => {
    const { rows, found } = await read("escarabajo", { rows: "department", department: "limpia" });
    expect(found.reports).toEqual([]);
    expect(rows).toBeLessThan(EACH);
  });

  test("a brigade's few of all the years are found by one statement", async () => {
    const { settings, found } = await read("escarabajo", { rows: "brigade", brigade: "bacheo-1" });
    expect(found.reports.map(({ folio }) => folio)).toEqual(
      Array.from({ length: (MONTHS * EACH) / 600 }, (_, i) => `OLD${600 * (i + 1)}`),
    );
    expect(settings).toHaveLength(1);
  });

  test("no statement is planned with workers or compiled code, which would cost more than it", async () => {
    const { settings } = await read("escarabajo dorado");
    expect(settings.length).toBeGreaterThan(1);
    for (const each of settings)
      expect(each).toMatchObject({ jit: "off", max_parallel_workers_per_gather: "0" });
  });
});

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CityError } from "#server/city/city-error";
import { loadCity } from "#server/city/load-city";
import { refusedLines } from "#test/support/refused-lines";

const ROOT = resolve(import.meta.dirname, "../..");
const WELLINGTON = join(ROOT, "test/cities/wellington");

describe("each mistake has its file, its line and its rule", () => {
  const service = (rest: string) => `services.json:${rest}`;
  test.each<[name: string, file: string, from: string | RegExp, to: string, line: string]>([
    [
      "a wrong type",
      "services.json",
      '"hours": 40',
      '"hours": "40"',
      service('7 services[0].sla.hours: must be a number above 0 and at most 8760, is "40"'),
    ],
    [
      "out of range",
      "services.json",
      '"hours": 40',
      '"hours": 0',
      service("7 services[0].sla.hours: must be a number above 0 and at most 8760, is 0"),
    ],
    [
      "too much",
      "services.json",
      '"workMinutes": 45',
      '"workMinutes": 2000',
      service("8 services[0].workMinutes: must be a number above 0 and at most 1440, is 2000"),
    ],
    [
      "a field is missing",
      "services.json",
      /,\s*"icon": "construction"/,
      "",
      service("2 services[0].icon: must be a text, is missing"),
    ],
    [
      "an unknown field",
      "services.json",
      '"icon": "construction"',
      '"icon": "construction", "colour": 1',
      service("2 services[0]: must not have colour, which is not known here"),
    ],
    [
      "a malformed code",
      "services.json",
      '"code": "pothole"',
      '"code": "Pot hole"',
      service('3 services[0].code: must be lower-case letters, digits and single hyphens, is "Pot hole"'),
    ],
    [
      "a code twice",
      "services.json",
      '"code": "street-light"',
      '"code": "pothole"',
      service('13 services[1].code: must be unique, "pothole" is there already'),
    ],
    [
      "an unknown department",
      "services.json",
      '"department": "water"',
      '"department": "sewers"',
      service('26 services[2].department: must be a code of departments.json, is "sewers"'),
    ],
    [
      "an unknown calendar",
      "services.json",
      '"calendar": "always"',
      '"calendar": "never"',
      service('27 services[2].sla.calendar: must be a code of calendars.json, is "never"'),
    ],
    [
      "a skill that nobody has",
      "services.json",
      '["paving"]',
      '["paving", "juggling"]',
      service('9 services[0].skills[1]: must be a skill that a brigade has, is "juggling"'),
    ],
    [
      "skills that nobody has together",
      "services.json",
      '["paving"]',
      '["paving", "chainsaw"]',
      service("9 services[0].skills: must be skills that one brigade has together, are paving, chainsaw"),
    ],
    [
      "a name not in a city language",
      "services.json",
      ', "mi": "Poka rori"',
      "",
      service("4 services[0].name: must have mi, a language of the city"),
    ],
    [
      "an unknown use",
      "reasons.json",
      '"use": "reject"',
      '"use": "refuse"',
      'reasons.json:8 reasons[2].use: must be one of resolve, reject, duplicate, cancel, late, reopen, is "refuse"',
    ],
    [
      "no reason for a move",
      "reasons.json",
      '"use": "reopen"',
      '"use": "late"',
      'reasons.json:1 reasons: must have at least one reason with use "reopen"',
    ],
    [
      "an impossible hour",
      "calendars.json",
      '"13:00", "17:00"',
      '"13:00", "25:00"',
      'calendars.json:10 calendars[1].week.mon[1][1]: must be a time HH:MM from 00:00 to 24:00, is "25:00"',
    ],
    [
      "hours backwards",
      "calendars.json",
      '"13:00", "17:00"',
      '"17:00", "13:00"',
      "calendars.json:10 calendars[1].week.mon[1]: must end after it begins, is 17:00 to 13:00",
    ],
    [
      "hours that overlap",
      "calendars.json",
      '"13:00", "17:00"',
      '"12:00", "17:00"',
      "calendars.json:10 calendars[1].week.mon[1]: must begin after 12:30, the end of the one before",
    ],
    [
      "a date that never was",
      "calendars.json",
      "2024-01-22",
      "2024-02-30",
      'calendars.json:21 calendars[1].holidays[2]: must be a date YYYY-MM-DD, is "2024-02-30"',
    ],
    [
      "an unknown kind",
      "calendars.json",
      '"kind": "continuous"',
      '"kind": "endless"',
      'calendars.json:4 calendars[0].kind: must be one of continuous, working, is "endless"',
    ],
    [
      "an unknown zone",
      "city.json",
      "Pacific/Auckland",
      "Pacific/Atlantis",
      'city.json:5 timeZone: must be an IANA time zone, is "Pacific/Atlantis"',
    ],
    [
      "an offset as zone",
      "city.json",
      "Pacific/Auckland",
      "+12:00",
      'city.json:5 timeZone: must be an IANA time zone, is "+12:00"',
    ],
    [
      "a language that is none",
      "city.json",
      '"mi"]',
      '"mi", "Kiwi speak"]',
      'city.json:6 languages[2]: must be a language tag such as es-MX, is "Kiwi speak"',
    ],
    [
      "bounds the wrong way round",
      "city.json",
      "174.58, -41.4, 174.92",
      "174.92, -41.4, 174.58",
      "city.json:7 bounds: must be west, south, east, north",
    ],
    [
      "a shift without days",
      "brigades.json",
      '["mon", "tue", "wed", "thu", "fri"]',
      "[]",
      "brigades.json:7 brigades[0].shift.days: must have a day",
    ],
    [
      "a depot elsewhere",
      "brigades.json",
      "174.7935, -41.2105",
      "-100.4, 25.6",
      "brigades.json:6 brigades[0].depot: must lie within the bounds of city.json, is [-100.4,25.6]",
    ],
    [
      "a ring left open",
      "boundary.geojson",
      ", [174.615, -41.3]]]",
      "]]",
      "boundary.geojson:1 geometry.coordinates[0]: must end where it begins, at [174.615, -41.3], ends at [174.655, -41.34]",
    ],
    [
      "a boundary beyond the bounds",
      "boundary.geojson",
      "[174.7, -41.165]",
      "[174.7, -40.9]",
      "boundary.geojson:1 geometry: must lie within the bounds of city.json, is [174.615, -41.36, 174.855, -40.9]",
    ],
    [
      "a sector that crosses itself",
      "sectors.geojson",
      "[174.64, -41.23], [174.7, -41.165]",
      "[174.7, -41.165], [174.64, -41.23]",
      /^sectors.geojson:4 features\[0\].geometry.coordinates\[0\]: must not cross itself, does near \[/
        .source,
    ],
    [
      "a sector without a name",
      "sectors.geojson",
      '"name": "East"',
      '"name": ""',
      'sectors.geojson:6 features[2].properties.name: must have 1 to 120 characters, is ""',
    ],
    ["no list", "departments.json", /^[\s\S]*$/, "{}", "departments.json:1 departments: must be a list"],
    ["a syntax error", "departments.json", "},", "}", "departments.json:3 must be JSON: comma expected"],
    [
      "a comment",
      "departments.json",
      "[",
      "[ // hello",
      "departments.json:1 must be JSON: invalid comment token",
    ],
    [
      "half a file",
      "reasons.json",
      /\}\s*\]\s*$/,
      "",
      /^reasons.json:\d+ must be JSON: close brace expected/.source,
    ],
    [
      "an unknown kind of base feature",
      "base.geojson",
      '"kind": "hill"',
      '"kind": "volcano"',
      /^base.geojson:\d+ features\[4\].properties.kind: must be one of avenue, street/.source,
    ],
  ])("%s", async (_, file, from, to, line) => {
    const text = await readFile(join(WELLINGTON, file), "utf8");
    const wrong = text.replace(from, to);
    expect(wrong).not.toBe(text);
    const lines = await refusedLines(loadCity(WELLINGTON, { [file]: wrong }));
    const shown = lines.map((found) => found.replace("test/cities/wellington/", ""));
    if (line.startsWith("^")) expect(shown[0]).toMatch(new RegExp(line));
    else expect(shown).toContain(line);
    expect(shown.every((found) => /^[a-z]+\.(geo)?json(:\d+)? /.test(found))).toBe(true);
  });

  test.each<[name: string, entries: string[], line: string]>([
    [
      "a skill's name not in a city language",
      ['{ "code": "paving", "name": { "en-NZ": "Paving" } }'],
      "skills.json:2 skills[0].name: must have mi, a language of the city",
    ],
    [
      "a skill named twice",
      Array(2).fill('{ "code": "paving", "name": { "en-NZ": "Paving", "mi": "Tāpae" } }'),
      'skills.json:3 skills[1].code: must be unique, "paving" is there already',
    ],
  ])("%s, in a file that a city may be without", async (_, entries, line) => {
    const text = `[\n${entries.join(",\n")}\n]\n`;
    const lines = await refusedLines(loadCity(WELLINGTON, { "skills.json": text }));
    expect(lines).toEqual([`test/cities/wellington/${line}`]);
  });

  test("all mistakes of all files at once, in the order of files and lines", async () => {
    const lines = await refusedLines(
      loadCity(WELLINGTON, {
        "city.json": (await readFile(join(WELLINGTON, "city.json"), "utf8")).replace('"NZ"', '"New Zealand"'),
        "reasons.json": "[",
        "services.json": (await readFile(join(WELLINGTON, "services.json"), "utf8"))
          .replace('"hours": 40', '"hours": -1')
          .replace('"water"', '"sewers"'),
      }),
    );
    expect(lines.map((line) => /[a-z]+\.json:\d+/.exec(line)?.[0])).toEqual([
      "city.json:4",
      "services.json:7",
      "services.json:26",
      "reasons.json:1",
    ]);
  });

  test("whatever is done to a file, the answer is lines or a city, never another error", async () => {
    const files = (await readdir(WELLINGTON)).filter((name) => /json$/.test(name));
    const texts = new Map(
      await Promise.all(
        files.map(async (name) => [name, await readFile(join(WELLINGTON, name), "utf8")] as const),
      ),
    );
    const junk = fc.constantFrom(
      "",
      "null",
      "[]",
      "{}",
      "1e999",
      '"x"',
      "]",
      "}",
      "-",
      "\u0000",
      ",",
      "true",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.nat(),
        fc.nat(40),
        junk,
        async (file, at, length, instead) => {
          const text = texts.get(file) ?? "";
          const start = at % text.length;
          const wrong = text.slice(0, start) + instead + text.slice(start + length);
          const lines = await loadCity(WELLINGTON, { [file]: wrong }).then(() => ["a city"], linesOfError);
          expect(lines.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 150 },
    );
    function linesOfError(error: unknown): readonly string[] {
      if (error instanceof CityError) return error.lines;
      throw error;
    }
  });

  test("missing files and folders", async () => {
    const empty = await mkdtemp(join(tmpdir(), "cuadrilla-city-"));
    try {
      const lines = await refusedLines(loadCity(empty));
      expect(lines).toHaveLength(9);
      expect(lines[0]).toBe(`${join(empty, "city.json")}: file is missing`);
    } finally {
      await rm(empty, { recursive: true });
    }
    expect(await refusedLines(loadCity(join(ROOT, "cities/nowhere")))).toEqual([
      "cities/nowhere: folder of the city is missing",
    ]);
  });
});

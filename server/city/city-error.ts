/** What is wrong with a city's files: one line each, "file:line field: rule". */
export class CityError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "CityError";
    this.lines = lines;
  }
}

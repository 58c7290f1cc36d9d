import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Something that was looked for: what was found, or what is missing and where it was looked for. */
export type Search<T> =
  | { readonly found: T; readonly missing?: undefined }
  | { readonly found?: undefined; readonly missing: string };

/** The folders of PATH, in order. */
export function pathFolders(): string[] {
  return (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
}

/** The first of these programs that PATH has, as a whole path; the order of `names` comes before that of PATH. */
export function onPath(...names: string[]): string | undefined {
  return names.flatMap((name) => pathFolders().map((folder) => join(folder, name))).find(isProgram);
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

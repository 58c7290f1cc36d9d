import { CityError } from "#server/city/city-error";

/** The lines with which a city or an import was refused; whatever else happens is thrown. */
export async function refusedLines(attempt: Promise<unknown>): Promise<readonly string[]> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof CityError) return error.lines;
  throw error ?? new Error("was not refused");
}

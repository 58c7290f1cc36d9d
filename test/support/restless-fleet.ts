/** Brigades that are heard again whenever anybody looks: of those that a job would rather begin with, there is always news. */
import { registerBrigades } from "#server/brigades/register-brigades";
import type { Context } from "#server/context";
import { place } from "./living-city.ts";

/** The clock goes on a second with each time that they are heard. `ctx` is the city's, in which they are after each transaction. */
export async function restlessFleet(ctx: Context, clock: { at: number }, count: number) {
  const codes = Array.from({ length: count }, (_, i) => `turn-${i}`);
  const crews = codes.map((code) => ({ code, name: code, department: null }));
  await registerBrigades(ctx, { role: "system", id: "test" }, crews);
  const ids = codes.flatMap((code) => ctx.brigades.get(code)?.id ?? []);
  const unknown = { speed: null, heading: null, accuracy: null, battery: null, device: null };
  const beHeard = () => {
    clock.at += 1000;
    return ctx.pings.submit(ids.map((brigade) => ({ brigade, at: clock.at, ...place, ...unknown })));
  };
  const db: Context["db"] = {
    ...ctx.db,
    async transaction(work) {
      const done = await ctx.db.transaction(work);
      await beHeard();
      return done;
    },
  };
  await beHeard();
  return { ids, ctx: { ...ctx, db } };
}

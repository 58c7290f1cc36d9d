/** Makes brigades known: those of the city's files at each start, and those that an import brings. */
import type { Actor } from "#contract/actor";
import type { Brigade } from "#contract/brigade";
import type { DraftBy } from "#contract/events";
import { readParts } from "../city/changed-parts.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { appendEvents } from "../log/append-events.ts";
import { readBrigades } from "./registry.ts";

type NewBrigade = Omit<Brigade, "id">;

/**
 * Registers those that are new or have another name or department now; gives back how many. Of another department the city is told to
 * have changed: what a department's brigades have for others is counted anew (AU12).
 */
export async function registerBrigades(
  ctx: Pick<Context, "db" | "clock" | "brigades" | "rules">,
  actor: Actor,
  wanted: readonly NewBrigade[],
): Promise<number> {
  const changed = await ctx.db.transaction(async (tx) => {
    const at = ctx.clock.now();
    const { brigades, drafts, isRegrouped } = await registerIn(tx, actor, at, wanted);
    if (isRegrouped) {
      const parts = await readParts(tx);
      const version = parts.find(({ part }) => part === "brigades")?.version ?? 0;
      const body = { part: "brigades", version, fingerprint: ctx.rules.fingerprint };
      drafts.push({ kind: "city.changed", at, reportId: null, version: null, actor, body });
    }
    await appendEvents(tx, drafts);
    return brigades;
  });
  for (const brigade of changed) ctx.brigades.add(brigade);
  return changed.length;
}

/** The same within a transaction that has more to do: what was registered, and the events that it then must append. */
export async function registerIn(
  tx: Tx,
  actor: Actor,
  at: number,
  wanted: readonly NewBrigade[],
): Promise<{ brigades: Brigade[]; drafts: DraftBy[]; isRegrouped: boolean }> {
  await tx.query("LOCK TABLE brigades IN SHARE ROW EXCLUSIVE MODE");
  const known = new Map((await readBrigades(tx)).map((brigade) => [brigade.code, brigade]));
  let nextId = Math.max(-1, ...[...known.values()].map((brigade) => brigade.id)) + 1;
  const brigades: Brigade[] = [];
  for (const { code, name, department } of wanted) {
    const old = known.get(code);
    if (old && old.name === name && old.department === department) continue;
    brigades.push({ id: old?.id ?? nextId++, code, name, department });
  }
  await saveBrigades(tx, brigades);
  const head = { kind: "brigade.registered", at, reportId: null, version: null, actor } as const;
  const isRegrouped = brigades.some(({ code, department }) => {
    const old = known.get(code);
    return old !== undefined && old.department !== department;
  });
  return { brigades, drafts: brigades.map((brigade) => ({ ...head, body: { brigade } })), isRegrouped };
}

async function saveBrigades(tx: Tx, brigades: readonly Brigade[]): Promise<void> {
  await tx.query(
    `INSERT INTO brigades (id, code, name, department)
     SELECT id, code, name, department
       FROM json_to_recordset($1::json) AS b (id integer, code text, name text, department text)
     ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, department = EXCLUDED.department`,
    [JSON.stringify(brigades)],
  );
}

/** Changes a part of the city, or takes it back to its file: checked as the files are, told as an event. */
import type { Actor } from "#contract/actor";
import type { CityPartChanged, CityPartName } from "#contract/administration";
import type { DraftBy } from "#contract/events";
import { Refusal, wrongField } from "#contract/problem";
import { asOrigin, audit, type By } from "../audit/audit.ts";
import { registerIn } from "../brigades/register-brigades.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db/database.ts";
import { appendEvents } from "../log/append-events.ts";
import { type ChangedPart, contentOf, readParts, readRevision, revisionOf } from "./changed-parts.ts";
import { cityWith } from "./city-with.ts";
import { fingerprintOf } from "./rules.ts";
import { uploadedSectors } from "./uploaded-sectors.ts";

type Ctx = Pick<Context, "db" | "clock" | "rules" | "brigades" | "lane">;

export interface PartChange {
  /** The one that the changer saw. */
  version: number;
  content: unknown;
  /** Of sectors out of somebody's map. */
  nameProperty?: string | undefined;
}

const ATTEMPTS = 5;

/** Refuses `stale-version`, and `invalid-input` with each field and rule that the files' own checks would name. */
export function changeCityPart(
  ctx: Ctx,
  by: By,
  part: CityPartName,
  { version, content, nameProperty }: PartChange,
): Promise<CityPartChanged> {
  if (content === undefined || content === null) {
    const rule = "must be all of the part; DELETE takes it back to its file";
    throw wrongField("content", rule);
  }
  const wanted = part === "sectors" ? uploadedSectors(content, nameProperty) : content;
  return save(ctx, by, part, version, wanted);
}

/** Takes a part back to its file. Refuses `stale-version`, and `invalid-input` where the file no longer fits the others. */
export function resetCityPart(
  ctx: Ctx,
  by: By,
  part: CityPartName,
  version: number,
): Promise<CityPartChanged> {
  return save(ctx, by, part, version, null);
}

/** The checks take their time, so they are made before the transaction; it begins anew when somebody was faster. */
async function save(
  ctx: Ctx,
  by: By,
  part: CityPartName,
  version: number,
  wanted: unknown,
): Promise<CityPartChanged> {
  const { actor, ...origin } = asOrigin(by);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const seen = await readParts(ctx.db);
    const at = seen.find((other) => other.part === part)?.version ?? 0;
    if (at !== version)
      throw new Refusal("stale-version", `version: ${part} is at ${at}, not ${version}`, {
        current: { part, version: at },
      });
    const { city } = cityWith(ctx.rules.files, seen, part, wanted);
    const next: ChangedPart = {
      part,
      // As the schemas read it: without what they do not know, with what they add.
      content: wanted === null ? null : contentOf(part, city),
      version: version + 1,
      changedAt: ctx.clock.now(),
    };
    const fingerprint = fingerprintOf(city);
    const registered = await ctx.db.transaction(async (tx) => {
      await tx.query("LOCK TABLE city_parts IN SHARE ROW EXCLUSIVE MODE");
      if ((await readRevision(tx)) !== revisionOf(seen)) return undefined;
      await writePart(tx, actor, next);
      const { brigades, drafts } =
        part === "brigades"
          ? await registerIn(tx, actor, next.changedAt, city.brigades)
          : { brigades: [], drafts: [] };
      const changed: DraftBy = {
        kind: "city.changed",
        at: next.changedAt,
        reportId: null,
        version: null,
        body: { part, version: next.version, fingerprint },
        actor,
      };
      await audit(tx, {
        ...origin,
        actor,
        action: "city.manage",
        outcome: "done",
        target: part,
        detail: { did: wanted === null ? "back to file" : "change", version: next.version, fingerprint },
        at: next.changedAt,
      });
      await appendEvents(tx, [...drafts, changed]);
      return brigades;
    });
    if (!registered) continue;
    for (const brigade of registered) ctx.brigades.add(brigade);
    await ctx.rules.catchUp();
    ctx.lane.notify();
    return { part, version: next.version, fingerprint };
  }
  throw new Refusal("busy", "others are changing the city at this moment; try again");
}

async function writePart(tx: Tx, actor: Actor, { part, content, version, changedAt }: ChangedPart) {
  await tx.query(
    `INSERT INTO city_parts (part, content, version, changed_at, changed_by) VALUES ($1, $2::jsonb, $3, $4, $5)
     ON CONFLICT (part) DO UPDATE SET content = EXCLUDED.content, version = EXCLUDED.version,
                                      changed_at = EXCLUDED.changed_at, changed_by = EXCLUDED.changed_by`,
    [
      part,
      content === null ? null : JSON.stringify(content),
      version,
      new Date(changedAt).toISOString(),
      `${actor.role}:${actor.id}`,
    ],
  );
}

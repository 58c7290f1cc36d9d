import { createHash } from "node:crypto";
import type { Actor } from "#contract/actor";
import type { CommandAnswer, CreateReport } from "#contract/commands";
import { Refusal } from "#contract/problem";
import type { LiveReport } from "#contract/report";
import { folioCount, folioOf } from "#domain/folio";
import type { Origin } from "../audit/audit.ts";
import type { Context } from "../context.ts";

/** Besides what a citizen says: a replay knows when its report is due. */
export interface CreateOptions {
  idempotencyKey?: string | undefined;
  dueAt?: number;
  channel?: "replay";
  /** Where it comes from, for the audit. */
  origin?: Omit<Origin, "actor">;
}

/**
 * Takes in a report. Resolves when it is committed. Refuses `unknown-service` and `outside-city`.
 * The contact goes into its own table, sealed, and nowhere else.
 */
export async function createReport(
  ctx: Pick<Context, "rules" | "lane" | "clock" | "randomBelow" | "contacts">,
  actor: Actor,
  command: CreateReport,
  options: CreateOptions = {},
): Promise<CommandAnswer> {
  const { rules } = ctx;
  const lon = Math.round(command.lon * 1e6) / 1e6;
  const lat = Math.round(command.lat * 1e6) / 1e6;
  // Asked in the lane, after the receipts: what was accepted under the city's older files stays accepted (CM3).
  const refuseWhatIsNotOurs = () => {
    const service = rules.city.services.find(({ code }) => code === command.service);
    if (!service || service.retired)
      throw new Refusal(
        "unknown-service",
        `service: ${command.service} is ${service ? "no longer" : "not"} a service of ${rules.city.name}`,
      );
    if (!rules.inside(lon, lat))
      throw new Refusal(
        "outside-city",
        `lon, lat: ${lon}, ${lat} is outside ${rules.city.name}, which cannot attend there`,
      );
  };
  return ctx.lane.submit({
    actor,
    idempotency: options.idempotencyKey === undefined ? undefined : keyed(options.idempotencyKey, command),
    audit: options.origin && { action: "report.create", origin: options.origin },
    decide({ newId }) {
      refuseWhatIsNotOurs();
      const now = ctx.clock.now();
      const report: LiveReport = {
        id: newId(),
        folio: folioOf(ctx.randomBelow(folioCount)),
        service: command.service,
        lon,
        lat,
        sector: rules.sectorOf(lon, lat),
        status: "received",
        version: 1,
        receivedAt: now,
        promisedAt: now,
        dueAt: options.dueAt ?? rules.dueAt(command.service, now),
        brigade: null,
        alert: "none",
        reopenings: 0,
        outcome: null,
        reason: null,
        closedAt: null,
      };
      const channel = options.channel ?? command.channel ?? "web";
      return {
        draft: {
          kind: "report.received",
          at: now,
          reportId: report.id,
          version: 1,
          body: { report, channel },
          actor,
        },
        created: {
          report,
          channel,
          archived: false,
          description: command.description,
          contact: command.contact && ctx.contacts.seal(report.id, command.contact),
        },
      };
    },
  });
}

/** An idempotency key with the fingerprint of what it stands for. */
export function keyed(key: string, command: object): { key: string; fingerprint: string } {
  return { key, fingerprint: createHash("sha256").update(JSON.stringify(command)).digest("base64url") };
}

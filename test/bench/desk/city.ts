/** The real server of a city with as many open reports as are asked for, in a process of its own. */
import { join } from "node:path";
import { folioCount, folioOf } from "#domain/folio";
import { insertReports, type NewReport, newReportIds } from "#server/reports/report-rows";
import { TestCity } from "#test/support/living-city";
import { randomFrom } from "#test/support/random";
import { root } from "#test/support/test-database";
import { answerAsked } from "../child.ts";

let city: TestCity | undefined;
const AT_ONCE = 1000;
const HOUR = 3_600_000;

const tasks = {
  async start({ reports }: { reports: number }) {
    city = await TestCity.start({ clientFolder: join(root, "dist") });
    const { ctx } = city;
    const { services, sectors, brigades } = ctx.rules.city;
    const random = randomFrom(1);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const numbers = brigades.map(({ code }) => ctx.brigades.get(code)?.id ?? null);
    const now = Math.floor(Date.now() / 1000) * 1000;
    const made: string[] = [];
    for (let from = 0; from < reports; from += AT_ONCE)
      await ctx.db.transaction(async (tx) => {
        const ids = await newReportIds(tx, Math.min(AT_ONCE, reports - from));
        const rows = ids.map((id): NewReport => {
          const receivedAt = now - Math.floor(random() * 240) * HOUR;
          const status = pick(["received", "assigned", "en-route", "in-progress"] as const);
          const folio = folioOf(Math.floor(((id % 1e6) * folioCount) / 1e6));
          if (status === "received") made.push(folio);
          return {
            channel: "app",
            archived: false,
            report: {
              id,
              folio,
              service: pick(services).code,
              lon: -100.42 + Math.floor(random() * 40_000) / 1e6,
              lat: 25.64 + Math.floor(random() * 30_000) / 1e6,
              sector: pick(sectors).code,
              status,
              version: 1,
              receivedAt,
              promisedAt: receivedAt,
              dueAt: receivedAt + Math.floor(random() * 260) * HOUR,
              brigade: status === "received" ? null : pick(numbers),
              alert: "none",
              reopenings: 0,
              outcome: null,
              reason: null,
              closedAt: null,
            },
          };
        });
        await insertReports(tx, rows);
      });
    return {
      url: city.url,
      token: city.token ?? "",
      folios: made.slice(0, 1000),
      brigades: brigades.map(({ code }) => code),
      database: ctx.db.kind,
    };
  },
};
export type DeskCityTasks = typeof tasks;

answerAsked(tasks, async () => {
  await city?.stop();
});

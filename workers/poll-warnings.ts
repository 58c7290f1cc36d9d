/** Asks an authority's CAP feed for warnings, and alerts operators of those that are grave enough. */
import type { Actor } from "#contract/actor";
import { severities } from "#contract/alerts";
import { ruleFor } from "#domain/alert-rules";
import { alertAbout } from "#server/alerts/alert-rows";
import { type Found, reconcileAlerts } from "#server/alerts/reconcile-alerts";
import type { Context } from "#server/context";
import type { Tx } from "#server/db/database";
import type { Job } from "#server/queue/runner";
import { noteReading } from "#server/warnings/feed-reading";
import type { CapMessage } from "#server/warnings/read-cap";
import { WarningFeed } from "#server/warnings/read-feed";
import { takeWarnings } from "#server/warnings/take-warnings";
import { readWarnings } from "#server/warnings/warning-rows";

const poller: Actor = { role: "system", id: "poll-warnings" };
/** Of each process, so that an unchanged feed is asked for by its ETag and one that fails is left in peace. */
const feeds = new WeakMap<Context, WarningFeed>();

const EVERY_S = 60;
/** So many polls may come to nothing before everybody is told that the feed is not read. */
const PATIENCE_MS = 5 * EVERY_S * 1000;

/** Also without a feed: what was in force when it was taken away expires all the same. */
export const pollWarnings: Job = {
  name: "poll-warnings",
  every: EVERY_S,
  async run(ctx) {
    // First what time alone brings about: the authority's server may keep us waiting.
    const due = await settle(ctx, []);
    const { languages, boundary } = ctx.rules.city;
    const [language = "en"] = languages;
    const news = await feedOf(ctx)?.poll(ctx.clock.now(), { language, boundary });
    if (!news) {
      await noteReading(ctx, poller, "none", PATIENCE_MS);
      return { ...due, faults: 0 };
    }
    const { messages, faults } = news;
    if (faults.length > 0) ctx.logger.warn({ faults: faults.slice(0, 20) }, "warnings could not all be read");
    const fresh = messages.length > 0 ? await settle(ctx, messages) : { alerted: 0, ended: 0 };
    news.done();
    await noteReading(ctx, poller, news.reading, PATIENCE_MS);
    return {
      alerted: due.alerted + fresh.alerted,
      ended: due.ended + fresh.ended,
      faults: faults.length,
    };
  },
};

async function settle(ctx: Context, messages: readonly CapMessage[]) {
  const done = await takeWarnings(ctx, poller, messages);
  await reconcileAlerts(ctx, poller, ["weather"], (tx) => find(ctx, tx));
  return done;
}

function feedOf(ctx: Context): WarningFeed | undefined {
  if (ctx.capFeedUrl === undefined) return undefined;
  const feed = feeds.get(ctx) ?? new WarningFeed(ctx.capFeedUrl);
  feeds.set(ctx, feed);
  return feed;
}

async function find(ctx: Context, tx: Tx): Promise<Found[]> {
  const rule = ruleFor(ctx.rules.city.alerts, "weather", { department: null, service: null });
  if (!rule) return [];
  return (await readWarnings(tx))
    .filter(({ severity }) => severities.length - 1 - severities.indexOf(severity) >= rule.threshold)
    .map(({ id, onset }) => ({
      ...alertAbout({ warning: id }),
      kind: "weather",
      subject: `warning:${id}`,
      department: null,
      since: onset ?? ctx.clock.now(),
      quietMinutes: rule.quietMinutes,
    }));
}

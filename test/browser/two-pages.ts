/** Two pages on one city while something is played, one of them cut off and revived again and again. */

import type { Page } from "playwright-core";
import { headSeq } from "#server/log/append-events";
import { Cable } from "../support/cable.ts";
import type { TestCity } from "../support/living-city.ts";
import { launchBrowser, openPage, openWindow, until, untilReady } from "./support.ts";

export interface Seen {
  cursor: number | null;
  digest: { count: number; sum: number } | null;
  mismatches: number;
  snapshots: number;
  resumes: number;
}

export interface TwoPages {
  steady: Seen;
  revived: Seen;
  cuts: number;
}

/**
 * Opens both, runs `play`, cuts the second page's cable `cuts` times meanwhile (each time until the page has noticed), and gives
 * back what both hold when they have reached the end of the log.
 */
export async function watchOnTwoPages(
  city: TestCity,
  cuts: number,
  play: () => Promise<unknown>,
): Promise<TwoPages> {
  const browser = await launchBrowser();
  const cable = await Cable.to(city.url);
  try {
    const context = await openWindow(browser, { width: 1280, height: 720 });
    const { page: steady } = await openPage(context, city.url, city.token);
    const { page: revived } = await openPage(context, cable.url, city.token);
    await Promise.all([untilReady(steady), untilReady(revived)]);
    const start = city.server.gateway.cursor;
    let playing = true;
    const played = play().finally(() => {
      playing = false;
    });
    let done = 0;
    for (; done < cuts; done++) {
      // Not before something new was seen, so that each cut loses something.
      const before = (await look(revived)).cursor ?? start;
      await until(
        () => look(revived),
        ({ cursor }) => (cursor ?? 0) > before || !playing,
        "the page to see something new",
      );
      const { resumes } = await look(revived);
      cable.cut();
      await until(
        () => revived.evaluate(() => window.cuadrilla.ready),
        (ready) => !ready,
        "the page to notice the cut",
      );
      const missed = city.server.gateway.cursor;
      await until(
        async () => city.server.gateway.cursor,
        (cursor) => cursor > missed || !playing,
        "the city to go on without the page",
      );
      cable.mend();
      await until(
        () => look(revived),
        (seen) => seen.resumes > resumes || seen.snapshots > 1,
        "the page to come back",
      );
    }
    await played;
    // From the rows: the gateway may still be a moment behind the last command.
    const end = await headSeq(city.ctx.db);
    const atEnd = (page: Page) =>
      until(
        () => look(page),
        ({ cursor }) => (cursor ?? 0) >= end,
        "the end of the log",
      );
    return { steady: await atEnd(steady), revived: await atEnd(revived), cuts: done };
  } finally {
    await browser.close();
    await cable.close();
  }
}

function look(page: Page): Promise<Seen> {
  return page.evaluate(() => {
    const { mismatches, snapshots, resumes } = window.cuadrilla;
    return {
      cursor: window.cuadrilla.cursor(),
      digest: window.cuadrilla.digest(),
      mismatches,
      snapshots,
      resumes,
    };
  });
}

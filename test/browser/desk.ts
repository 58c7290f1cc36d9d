/** The dispatcher's desk in a test's hand: a page at it, and what one sees there. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { TestCity } from "../support/living-city.ts";
import { openPage, openWindow, until, untilReady, type Window } from "./support.ts";

export interface Desk {
  page: Page;
  context: BrowserContext;
  complaints: string[];
}

export async function openDesk(
  browser: Browser,
  city: TestCity,
  token: string | undefined,
  more: { query?: string; window?: Window } = {},
): Promise<Desk> {
  const context = await openWindow(browser, more.window ?? { width: 1600, height: 900 });
  const url = `${city.url}/dispatch?lang=es&theme=dark${more.query ?? ""}`;
  const { page, complaints } = await openPage(context, url, token);
  if (token !== undefined) await untilReady(page);
  return { page, context, complaints };
}

/** The form that is open. */
export const form = (page: Page, kind: string) => page.locator(`[data-form=${kind}]`);

/** Until the desk has said so for ears. */
export const heard = (page: Page, words: string) =>
  page.getByRole("status").filter({ hasText: words }).first().waitFor({ state: "attached" });

/** The report as the server has it. */
export async function reportOf(city: TestCity, folio: string) {
  const { body } = await city.send("GET", `/api/reports/${folio}`);
  return body as {
    report: { version: number; status: string; brigade: number | null; service: string };
    mergedInto: string | null;
    notes: { text: string; visibility: string }[];
  };
}

export const untilReport = (
  city: TestCity,
  folio: string,
  holds: (card: Awaited<ReturnType<typeof reportOf>>) => boolean,
  what: string,
) => until(() => reportOf(city, folio), holds, what);

/** The messages of an authority's feed: one CAP message, or a list of links to them. Remembers what it has read. */
import { FetchError, fetchText } from "./fetch-text.ts";
import { type CapMessage, isCap, readCap } from "./read-cap.ts";
import { linksIn } from "./read-index.ts";
import { type Element, readXml, XmlError } from "./read-xml.ts";

const MINUTE = 60_000;
const LONGEST_WAIT = 60 * MINUTE;
/** A message is never rewritten: its successor has a place of its own. */
const MOST_REMEMBERED = 2_000;

export interface FeedNews {
  messages: CapMessage[];
  /** What kept something from being read, for the log. */
  faults: string[];
}

export class WarningFeed {
  readonly url: URL;
  private etag: string | null = null;
  private readonly read = new Set<string>();
  private failures = 0;
  private waitUntil = 0;

  constructor(url: string) {
    this.url = new URL(url);
  }

  /** Nothing while it is waited after a failure: twice as long after each, an hour at the most. */
  async poll(now: number, language: string): Promise<FeedNews> {
    const news: FeedNews = { messages: [], faults: [] };
    if (now < this.waitUntil) return news;
    try {
      const fetched = await fetchText(this.url, this.etag);
      if (fetched) {
        const root = readXml(fetched.text);
        if (isCap(root)) take(news, this.url, root, language);
        // What could not be read is asked for again: then the list counts as new.
        this.etag = (await this.followLinks(news, root, language)) ? fetched.etag : null;
      }
      this.failures = 0;
      this.waitUntil = 0;
    } catch (error) {
      news.faults.push(`the feed: ${whyOf(error)}`);
      this.waitUntil = now + Math.min(LONGEST_WAIT, MINUTE * 2 ** this.failures++);
    }
    return news;
  }

  /** False when one was not to be had. */
  private async followLinks(news: FeedNews, root: Element, language: string): Promise<boolean> {
    if (isCap(root)) return true;
    const links = linksIn(root, this.url);
    if (!links) throw new XmlError(`it is neither a CAP alert nor an Atom or RSS feed but ${root.name}`);
    let complete = true;
    for (const link of links) {
      if (this.read.has(link.href)) continue;
      try {
        const fetched = await fetchText(link, null);
        this.remember(link.href);
        if (fetched) take(news, link, readXml(fetched.text), language);
      } catch (error) {
        if (error instanceof FetchError) complete = false;
        news.faults.push(`${link.pathname}: ${whyOf(error)}`);
      }
    }
    return complete;
  }

  private remember(href: string): void {
    if (this.read.size >= MOST_REMEMBERED) this.read.clear();
    this.read.add(href);
  }
}

function take(news: FeedNews, url: URL, root: Element, language: string): void {
  const message = readCap(root, language);
  if (!message) return;
  news.messages.push(message);
  news.faults.push(...message.faults.map((fault) => `${url.pathname}: ${fault}`));
}

/** What an authority sends may be anything; whatever else is thrown is a bug. */
function whyOf(error: unknown): string {
  if (error instanceof FetchError || error instanceof XmlError) return error.message;
  throw error;
}

/** The messages of an authority's feed: one CAP message, or a list of links to them. Remembers what it has read. */
import type { FeedFailure } from "./feed-reading.ts";
import { FetchError, type Fetched, fetchText } from "./fetch-text.ts";
import { type CapMessage, isCap, type Readers, readCap } from "./read-cap.ts";
import { linksIn } from "./read-index.ts";
import { type Element, readXml, XmlError } from "./read-xml.ts";

const MINUTE = 60_000;
const LONGEST_WAIT = 10 * MINUTE;
/** Of all that is asked in a poll: other jobs wait for it. */
const POLL_MS = 20_000;
const MOST_LINKS = 100;

export interface FeedNews {
  messages: CapMessage[];
  /** What kept something from being read, for the log. */
  faults: string[];
  /** A failure also while it is waited after one, for the list or for what it names. */
  reading: "read" | FeedFailure;
  /** To be called when the messages are committed: what is not remembered is asked for again. */
  done(): void;
}

interface Missed {
  failures: number;
  until: number;
  /** False once it failed by itself, while others could be read: then no failure of it says that the server is away. */
  isAway: boolean;
}

export class WarningFeed {
  readonly url: URL;
  private etag: string | null = null;
  /** Links of the list whose message is committed: one is never rewritten, its successor has a place of its own. */
  private read: ReadonlySet<string> = new Set();
  private failures = 0;
  private waitUntil = 0;
  /** Links that were not to be had, or not asked for because the server was away. */
  private readonly missed = new Map<string, Missed>();
  /** Polls at whose links the server was away, since one was read. */
  private away = 0;
  /** When the list was not to be had, or the server was away for what it names. */
  private failedAt = 0;

  constructor(url: string) {
    this.url = new URL(url);
  }

  /** Nothing while it is waited after a failure: twice as long after each, ten minutes at the most: a storm may come when it is back. */
  async poll(
    now: number,
    readers: Readers,
    deadline: AbortSignal = AbortSignal.timeout(POLL_MS),
  ): Promise<FeedNews> {
    const news: FeedNews = { messages: [], faults: [], reading: this.failure(now), done() {} };
    if (now < this.waitUntil) return news;
    news.reading = "read";
    try {
      const fetched = await fetchText(this.url, this.etag, deadline);
      if (fetched) {
        const root = readXml(fetched.text);
        if (isCap(root)) {
          take(news, this.url, root, readers);
          news.done = () => {
            this.etag = fetched.etag;
          };
        } else await this.followLinks(news, fetched, root, { now, readers, deadline });
      }
      this.failures = 0;
      this.waitUntil = 0;
    } catch (error) {
      news.faults.push(`the feed: ${whyOf(error)}`);
      this.waitUntil = now + patience(this.failures++);
      this.failedAt = now;
      news.reading = this.failure(now);
    }
    return news;
  }

  /**
   * Of what was missed each link is waited for by itself, so that one that is never to be had does not delay what is new; only
   * when the server is away, all of them are.
   */
  private async followLinks(
    news: FeedNews,
    list: Fetched,
    root: Element,
    { now, readers, deadline }: { now: number; readers: Readers; deadline: AbortSignal },
  ): Promise<void> {
    const found = linksIn(root, this.url);
    if (!found) throw new XmlError(`it is neither a CAP alert nor an Atom or RSS feed but ${root.name}`);
    if (found.left > 0) news.faults.push(`the feed: ${found.left} of its links lead to no place of its host`);
    const links = new Map(found.links.map((link) => [link.href, link]));
    const read = new Set([...links.keys()].filter((href) => this.read.has(href)));
    for (const href of this.missed.keys()) if (!links.has(href)) this.missed.delete(href);
    if (this.missed.size === 0) this.away = 0;
    const due = [...links.values()]
      .filter(({ href }) => !read.has(href) && now >= (this.missed.get(href)?.until ?? 0))
      .sort((a, b) => this.failuresOf(a) - this.failuresOf(b));
    let asked = 0;
    let isOneRead = false;
    for (const link of due.slice(0, MOST_LINKS)) {
      if (deadline.aborted) break;
      asked++;
      try {
        const fetched = await fetchText(link, null, deadline);
        read.add(link.href);
        this.missed.delete(link.href);
        this.away = 0;
        isOneRead = true;
        if (fetched) take(news, link, readXml(fetched.text), readers);
      } catch (error) {
        news.faults.push(`${link.pathname}: ${whyOf(error)}`);
        if (!(error instanceof FetchError)) continue;
        const failures = this.failuresOf(link);
        const isItsOwn = failures > 0 && this.missed.get(link.href)?.isAway === false;
        const isAway = error.isAway && !isOneRead && !isItsOwn;
        if (isAway) this.failedAt = now;
        this.missed.set(link.href, { failures: failures + 1, until: now + patience(failures), isAway });
        if (!error.isAway) continue;
        const until = now + patience(this.away++);
        for (const one of due)
          if (!read.has(one.href))
            this.missed.set(one.href, { failures: 0, isAway, ...this.missed.get(one.href), until });
        break;
      }
    }
    if (asked < due.length)
      news.faults.push(`the feed: ${due.length - asked} of its links are left for later`);
    if (!isOneRead && [...this.missed.values()].some(({ isAway }) => isAway))
      news.reading = this.failure(now);
    news.done = () => {
      this.read = read;
      // What could not be read is asked for again: then the list counts as new.
      this.etag = read.size === links.size ? list.etag : null;
    };
  }

  private failure(now: number): FeedFailure {
    return { at: this.failedAt, isNew: this.failedAt === now };
  }

  private failuresOf({ href }: URL): number {
    return this.missed.get(href)?.failures ?? 0;
  }
}

function patience(failures: number): number {
  return Math.min(LONGEST_WAIT, MINUTE * 2 ** failures);
}

function take(news: FeedNews, url: URL, root: Element, readers: Readers): void {
  const message = readCap(root, readers);
  if (!message) return;
  news.messages.push(message);
  news.faults.push(...message.faults.map((fault) => `${url.pathname}: ${fault}`));
}

/** What an authority sends may be anything; whatever else is thrown is a bug. */
function whyOf(error: unknown): string {
  if (error instanceof FetchError || error instanceof XmlError) return error.message;
  throw error;
}

/** An Atom or RSS feed whose entries point to CAP messages: most authorities publish such a list. */
import { childrenOf, type Element, textOf } from "./read-xml.ts";

const ATOM = "http://www.w3.org/2005/Atom";

/** Undefined for what is no such feed. Links to other hosts are `left` out: a feed must not make us ask in our own network. */
export function linksIn(root: Element, feed: URL): { links: URL[]; left: number } | undefined {
  const said =
    root.name === "feed" && root.uri === ATOM
      ? childrenOf(root, "entry").map(linkOfEntry)
      : root.name === "rss"
        ? childrenOf(root, "channel").flatMap((channel) => childrenOf(channel, "item").map(linkOfItem))
        : undefined;
  if (!said) return undefined;
  const links = said
    .flatMap((link) => (link !== undefined && URL.canParse(link, feed) ? [new URL(link, feed)] : []))
    .filter(({ origin }) => origin === feed.origin);
  return { links, left: said.length - links.length };
}

function linkOfEntry(entry: Element): string | undefined {
  const links = childrenOf(entry, "link").map(({ attributes }) => attributes);
  return (links.find(({ type }) => type === "application/cap+xml") ?? links[0])?.href;
}

function linkOfItem(item: Element): string | undefined {
  const enclosure = childrenOf(item, "enclosure").find(
    ({ attributes }) => attributes.type === "application/cap+xml",
  );
  return enclosure?.attributes.url ?? textOf(item, "link");
}

/** XML from outside, as a tree of what it says; nothing of it is ever looked up, expanded or run. */
import { SaxesParser } from "saxes";

export interface Element {
  /** Namespace and name apart: a prefix is anybody's choice. */
  uri: string;
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: Element[];
  text: string;
}

/** Why a document is not taken in; for the log. */
export class XmlError extends Error {}

const DEEPEST = 40;
const MOST_ELEMENTS = 50_000;

/** @throws XmlError when it is not well formed, larger than it may be, or has a document type: entities are how little becomes much */
export function readXml(text: string): Element {
  const parser = new SaxesParser({ xmlns: true });
  const open: Element[] = [];
  let root: Element | undefined;
  let count = 0;
  parser.on("error", (error) => {
    throw new XmlError(error.message);
  });
  parser.on("doctype", () => {
    throw new XmlError("it has a document type, which no warning needs");
  });
  parser.on("opentag", ({ uri, local, attributes }) => {
    if (++count > MOST_ELEMENTS) throw new XmlError(`it has more than ${MOST_ELEMENTS} elements`);
    if (open.length >= DEEPEST) throw new XmlError(`it is deeper than ${DEEPEST} elements`);
    const own = Object.values(attributes).map((one): [string, string] => [one.local, one.value]);
    const element = { uri, name: local, attributes: Object.fromEntries(own), children: [], text: "" };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on("text", (part) => add(part));
  parser.on("cdata", (part) => add(part));
  parser.on("closetag", () => {
    open.pop();
  });
  const add = (part: string) => {
    const element = open.at(-1);
    if (element) element.text += part;
  };
  parser.write(text).close();
  if (!root) throw new XmlError("it is empty");
  return root;
}

export function childrenOf(element: Element, name: string): Element[] {
  return element.children.filter((child) => child.name === name && child.uri === element.uri);
}

/** Text of the first child of the name, without blanks around it; undefined where there is none. */
export function textOf(element: Element, name: string): string | undefined {
  const text = childrenOf(element, name)[0]?.text.trim();
  return text === "" ? undefined : text;
}

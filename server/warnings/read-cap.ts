/** A CAP 1.2 message (OASIS CAP-v1.2), as far as a city needs it: what for, how grave, until when, where. */
import { z } from "zod";
import { type Severity, severities, type Warning } from "#contract/alerts";
import { type CapRing, ringOfCircle, ringOfPolygon } from "#geo/cap-area";
import { childrenOf, type Element, textOf, XmlError } from "./read-xml.ts";

export interface CapMessage {
  identifier: string;
  sender: string;
  sent: number;
  /** "update" and "cancel" end what they refer to. */
  type: "alert" | "update" | "cancel";
  references: { sender: string; identifier: string }[];
  /** Null for a cancellation, and for one without an area that can be drawn. */
  warning: Omit<Warning, "id"> | null;
  /** What was left out of it, for the log. */
  faults: string[];
}

const NAMESPACE = /^urn:oasis:names:tc:emergency:cap:1\.[12]$/;
const HOUR = 3_600_000;
/** Of one that does not say when it ends. */
const USUAL_MS = 24 * HOUR;
const LONGEST_MS = 30 * 24 * HOUR;
const MOST_RINGS = 40;

const Head = z.object({
  identifier: z.string().regex(/^[^\s,<&]{1,300}$/, "must have neither blanks nor commas"),
  sender: z.string().regex(/^[^\s,<&]{1,300}$/, "must have neither blanks nor commas"),
  sent: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  status: z.enum(["Actual", "Exercise", "System", "Test", "Draft"]),
  msgType: z.enum(["Alert", "Update", "Cancel", "Ack", "Error"]),
  scope: z.enum(["Public", "Restricted", "Private"]),
});
const Text = z.string().transform((text) => text.replace(/\s+/g, " "));
const When = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .optional();

export function isCap({ uri, name }: Element): boolean {
  return name === "alert" && NAMESPACE.test(uri);
}

/**
 * Undefined for what is no warning to anybody: a test, an exercise, an acknowledgement, or something that is not public.
 * @throws XmlError naming what is wrong with it
 */
export function readCap(alert: Element, language: string): CapMessage | undefined {
  if (!isCap(alert)) throw new XmlError(`it is no CAP 1.2 alert but ${alert.name}`);
  const names = Object.keys(Head.shape);
  const head = Head.safeParse(Object.fromEntries(names.map((name) => [name, textOf(alert, name)])));
  if (!head.success) {
    const [issue] = head.error.issues;
    throw new XmlError(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { identifier, sender, sent, status, msgType, scope } = head.data;
  if (status !== "Actual" || scope !== "Public" || msgType === "Ack" || msgType === "Error") return undefined;
  const references = (textOf(alert, "references") ?? "").split(/\s+/).flatMap((one) => {
    const [by, of] = one.split(",");
    return by && of ? [{ sender: by, identifier: of }] : [];
  });
  const type = msgType === "Alert" ? "alert" : msgType === "Update" ? "update" : "cancel";
  const faults: string[] = [];
  const info = infoIn(alert, language);
  const warning = type === "cancel" || !info ? null : warningOf(info, sent, faults);
  return { identifier, sender, sent, type, references, warning, faults };
}

/** In the city's language, or its language of another country, or else the first. */
function infoIn(alert: Element, language: string): Element | undefined {
  const infos = childrenOf(alert, "info");
  // CAP's own default.
  const speaks = (info: Element) => (textOf(info, "language") ?? "en-US").toLowerCase();
  const wanted = language.toLowerCase();
  const stem = (tag: string) => tag.split("-")[0];
  return (
    infos.find((info) => speaks(info) === wanted) ??
    infos.find((info) => stem(speaks(info)) === stem(wanted)) ??
    infos[0]
  );
}

function warningOf(info: Element, sent: number, faults: string[]): Omit<Warning, "id"> | null {
  const area = areaOf(info, faults);
  const text = (name: string, most: number) =>
    Text.optional().parse(textOf(info, name))?.slice(0, most).trim() || null;
  const when = (name: string) => {
    const instant = When.safeParse(textOf(info, name));
    if (!instant.success)
      faults.push(`${name}: must be an instant, is "${textOf(info, name)?.slice(0, 40)}"`);
    return instant.data;
  };
  if (area.length === 0) return null;
  const expires = Math.min(when("expires") ?? sent + USUAL_MS, sent + LONGEST_MS);
  return {
    severity: severityOf(textOf(info, "severity")),
    event: text("event", 120) ?? "?",
    headline: text("headline", 240),
    sender: text("senderName", 120),
    onset: when("onset") ?? when("effective") ?? null,
    expires,
    area: area.map((ring) => [ring]),
  };
}

function severityOf(said: string | undefined): Severity {
  return severities.find((one) => one === said?.toLowerCase()) ?? "unknown";
}

/** A ring that cannot be drawn is left out, and the others count. */
function areaOf(info: Element, faults: string[]): CapRing[] {
  const rings: CapRing[] = [];
  for (const area of childrenOf(info, "area"))
    for (const [name, read] of [
      ["polygon", ringOfPolygon],
      ["circle", ringOfCircle],
    ] as const)
      for (const { text } of childrenOf(area, name)) {
        const ring = read(text);
        if (typeof ring === "string") faults.push(`${name}: ${ring}`);
        else if (rings.length < MOST_RINGS) rings.push(ring);
      }
  return rings;
}

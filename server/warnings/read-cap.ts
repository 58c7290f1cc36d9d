/** A CAP 1.2 message (OASIS CAP-v1.2), as far as a city needs it: what for, how grave, until when, where. */
import { z } from "zod";
import { type Severity, severities, type Warning } from "#contract/alerts";
import type { Polygonal } from "#geo/boundary";
import { type CapRing, ringOfCircle, ringOfPolygon, touchesCity } from "#geo/cap-area";
import { childrenOf, type Element, textOf, XmlError } from "./read-xml.ts";

export interface CapMessage {
  identifier: string;
  sender: string;
  sent: number;
  /** "update" and "cancel" end what they refer to. */
  type: "alert" | "update" | "cancel";
  references: { sender: string; identifier: string }[];
  /** Null for a cancellation, and for one without an area in the city that can be drawn. */
  warning: Omit<Warning, "id"> | null;
  /** What was left out of it, for the log. */
  faults: string[];
}

/** For whom a message is read. */
export interface Readers {
  language: string;
  boundary: Polygonal;
}

const NAMESPACE = /^urn:oasis:names:tc:emergency:cap:1\.[12]$/;
const HOUR = 3_600_000;
/** Of one that does not say when it ends. */
const USUAL_MS = 24 * HOUR;
/** After it was sent; whatever it says. */
export const LONGEST_MS = 30 * 24 * HOUR;
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
export function readCap(alert: Element, { language, boundary }: Readers): CapMessage | undefined {
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
  const infos = type === "cancel" ? [] : infosIn(alert, language);
  const parts = infos.flatMap((info) => partOf(info, sent, boundary, faults) ?? []);
  const warning = warningOf(parts, faults);
  return { identifier, sender, sent, type, references, warning, faults };
}

/** Those in the city's language, or its language of another country, or else that of the first. */
function infosIn(alert: Element, language: string): Element[] {
  const infos = childrenOf(alert, "info");
  // CAP's own default.
  const speaks = (info: Element) => (textOf(info, "language") ?? "en-US").toLowerCase();
  const wanted = language.toLowerCase();
  const stem = (tag: string) => tag.split("-")[0];
  const spoken = infos.map(speaks);
  const found =
    spoken.find((tag) => tag === wanted) ?? spoken.find((tag) => stem(tag) === stem(wanted)) ?? spoken[0];
  return infos.filter((info) => speaks(info) === found);
}

type Part = Omit<Warning, "id">;

/** Several of one message are one warning: as its gravest says, from where the first begins to where the last ends. */
function warningOf(parts: readonly Part[], faults: string[]): Part | null {
  const [gravest] = parts.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  if (!gravest) return null;
  // Several events of one place are the rule.
  const area = [...new Map(parts.flatMap((part) => part.area).map((one) => [String(one), one])).values()];
  if (area.length > MOST_RINGS)
    faults.push(`area: must have at most ${MOST_RINGS} polygons and circles in the city, has ${area.length}`);
  const onsets = parts.flatMap(({ onset }) => onset ?? []);
  return {
    ...gravest,
    onset: onsets.length === parts.length ? Math.min(...onsets) : null,
    expires: Math.max(...parts.map(({ expires }) => expires)),
    area: area.slice(0, MOST_RINGS),
  };
}

/** Null for what is nothing to the city. */
function partOf(info: Element, sent: number, boundary: Polygonal, faults: string[]): Part | null {
  const area = ringsOf(info, faults).filter((ring) => touchesCity([ring], boundary));
  if (area.length === 0) return null;
  const text = (name: string, most: number) =>
    Text.optional().parse(textOf(info, name))?.slice(0, most).trim() || null;
  const when = (name: string) => {
    const instant = When.safeParse(textOf(info, name));
    if (!instant.success)
      faults.push(`${name}: must be an instant, is "${textOf(info, name)?.slice(0, 40)}"`);
    return instant.data;
  };
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
function ringsOf(info: Element, faults: string[]): CapRing[] {
  const rings: CapRing[] = [];
  for (const area of childrenOf(info, "area"))
    for (const [name, read] of [
      ["polygon", ringOfPolygon],
      ["circle", ringOfCircle],
    ] as const)
      for (const { text } of childrenOf(area, name)) {
        const ring = read(text);
        if (typeof ring === "string") faults.push(`${name}: ${ring}`);
        else rings.push(ring);
      }
  return rings;
}

/** The audit as CSV (RFC 4180), for a spreadsheet: no cell of it is taken for a formula. */
import type { AuditLine } from "#contract/audit";

const columns: Record<string, (line: AuditLine) => string | number | null> = {
  id: (line) => line.id,
  at: (line) => new Date(line.at).toISOString(),
  role: (line) => line.actor.role,
  actor: (line) => line.actor.id,
  name: (line) => line.actorName,
  credential: (line) => line.credential,
  address: (line) => line.address,
  action: (line) => line.action,
  outcome: (line) => line.outcome,
  folio: (line) => line.folio,
  target: (line) => line.target,
  detail: (line) => (line.detail === null ? null : JSON.stringify(line.detail)),
};

export async function* auditCsv(lines: AsyncIterable<AuditLine>): AsyncGenerator<string> {
  // A byte order mark: spreadsheets read names with accents right only with it.
  yield `\uFEFF${Object.keys(columns).join(",")}\r\n`;
  const read = Object.values(columns);
  for await (const line of lines) yield `${read.map((column) => cellOf(column(line))).join(",")}\r\n`;
}

/** A text that a spreadsheet would run gets an apostrophe before it, which makes it a text again. */
export function cellOf(value: string | number | null): string {
  if (value === null) return "";
  const text = String(value);
  const safe = typeof value === "string" && /^[\s]*[=+\-@]|^[\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^'/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What lets a citizen, who is not signed in, add photos to the report that they have just handed in. */
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { Refusal } from "#contract/problem";

/** After the report was received, ms. */
export const TICKET_MS = 3_600_000;

/**
 * The same for one report at all times, so that a command repeated under its key is answered the same (CM3); when it ends is
 * counted from the report.
 */
export function ticketOf(secrets: readonly string[], folio: string): string {
  const [first] = secrets;
  if (first === undefined) throw new Error("tickets are made with a secret key");
  return made(first, folio).toString("base64url");
}

/** Refuses `sign-in-needed` without a ticket, and `ticket-ended` for one of another report or none. */
export function checkTicket(secrets: readonly string[], folio: string, ticket: string | undefined): void {
  if (ticket === undefined)
    throw new Refusal("sign-in-needed", "X-Report-Ticket: needed from whoever is not signed in");
  const given = Buffer.from(ticket.slice(0, 100), "base64url");
  const fits = secrets.some((secret) => {
    const right = made(secret, folio);
    return given.length === right.length && timingSafeEqual(given, right);
  });
  if (!fits) throw ticketEnded();
}

export function ticketEnded(): Refusal {
  return new Refusal("ticket-ended", "X-Report-Ticket: is not this report's, or its hour is over");
}

function made(secret: string, folio: string): Buffer {
  const key = Buffer.from(hkdfSync("sha256", secret, "cuadrilla", "report ticket", 32));
  return createHmac("sha256", key).update(folio).digest();
}

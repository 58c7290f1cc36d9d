/** What every answer tells the browser to be careful with. */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { RequestHandler } from "express";
import helmet from "helmet";
import { isSecure } from "./session-cookie.ts";

export interface HeaderOptions {
  /** A base map of somebody else's may be loaded. */
  foreignBasemap: boolean;
  publicUrl: string | undefined;
}

const YEAR_S = 365 * 24 * 3600;

/** The two style elements that react-aria adds to the page, letter by letter: no others may be. A browser test looks. */
const ariaStyles = [
  "@layer {\n  [data-react-aria-pressable] {\n    touch-action: pan-x pan-y pinch-zoom;\n  }\n}",
  "@layer {\n  * {\n    overscroll-behavior: contain;\n  }\n}",
].map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);

export function secureHeaders({ foreignBasemap, publicUrl }: HeaderOptions): RequestHandler {
  const elsewhere = foreignBasemap ? ["https:", "http:"] : [];
  const secure = isSecure(publicUrl);
  return helmet({
    // Only over TLS, and without other hosts of the domain, of which we know nothing.
    strictTransportSecurity: secure && { maxAge: YEAR_S, includeSubDomains: false },
    xFrameOptions: { action: "sameorigin" },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        workerSrc: ["'self'", "blob:"],
        styleSrc: ["'self'", ...ariaStyles],
        imgSrc: ["'self'", "data:", "blob:", ...elsewhere],
        connectSrc: ["'self'", ...elsewhere, (request) => socketOf(request, secure)],
        fontSrc: ["'self'", "data:"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'self'"],
        formAction: ["'self'"],
        ...(secure && { upgradeInsecureRequests: [] }),
      },
    },
  });
}

/** Not every browser takes 'self' for the socket of its own host, so it is named. */
function socketOf({ headers: { host = "" } }: IncomingMessage, secure: boolean): string {
  return /^[\w.:[\]-]{1,255}$/.test(host) ? `${secure ? "wss" : "ws"}://${host}` : "'self'";
}

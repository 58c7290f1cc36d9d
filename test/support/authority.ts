/** An authority that publishes warnings: a server on a free port, whose documents a test writes. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";

export class Authority {
  /** By path; a function answers as it likes, or never. */
  readonly documents = new Map<string, string | ((response: ServerResponse) => void)>();
  readonly asked: { path: string; status: number }[] = [];
  status = 200;
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async open(): Promise<Authority> {
    const server = createServer();
    const authority = new Authority(server);
    server.on("request", (request, response) => {
      const path = request.url ?? "/";
      const found = authority.documents.get(path);
      const etag =
        typeof found === "string" ? `"${createHash("sha1").update(found).digest("hex")}"` : undefined;
      const status =
        authority.status !== 200
          ? authority.status
          : found === undefined
            ? 404
            : etag !== undefined && request.headers["if-none-match"] === etag
              ? 304
              : 200;
      authority.asked.push({ path, status });
      if (status === 200 && typeof found === "function") return found(response);
      response.writeHead(status, { "content-type": "application/xml", ...(etag && { etag }) });
      response.end(status === 200 ? found : undefined);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return authority;
  }

  get url(): string {
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export interface CapFields {
  identifier?: string;
  sent?: string;
  status?: string;
  msgType?: string;
  scope?: string;
  references?: string;
  severity?: string;
  onset?: string;
  expires?: string;
  area?: string;
  headline?: string;
}

/** About the middle of San Pedro. */
export const overCity =
  "<polygon>25.60,-100.45 25.60,-100.30 25.72,-100.30 25.72,-100.45 25.60,-100.45</polygon>";
export const sender = "avisos@proteccion.example";

/** A message as authorities write them, in two languages, with a contact that is nobody's business here. */
export function cap(fields: CapFields = {}): string {
  const { identifier = "nl-1", sent = "2026-03-10T10:00:00-06:00", references } = fields;
  const info = (language: string, event: string, headline: string) => `<info>
    <language>${language}</language><category>Met</category><event>${event}</event><urgency>Immediate</urgency>
    <severity>${fields.severity ?? "Severe"}</severity><certainty>Likely</certainty>
    <effective>2026-03-10T10:00:00-06:00</effective>${fields.onset === undefined ? "" : `<onset>${fields.onset}</onset>`}
    <expires>${fields.expires ?? "2026-03-10T16:00:00-06:00"}</expires>
    <senderName>Protección Civil</senderName><headline>${headline}</headline>
    <contact>Guardia: 81 5555 0199</contact>
    <area><areaDesc>San Pedro</areaDesc>${fields.area ?? overCity}
      <geocode><valueName>INEGI</valueName><value>19019</value></geocode></area></info>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<cap:alert xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"
${""}>${tags(`<identifier>${identifier}</identifier><sender>${sender}</sender><sent>${sent}</sent>
  <status>${fields.status ?? "Actual"}</status><msgType>${fields.msgType ?? "Alert"}</msgType><scope>${fields.scope ?? "Public"}</scope>
  ${references === undefined ? "" : `<references>${references}</references>`}
  ${info("en-US", "Thunderstorm", fields.headline ?? "Heavy rain")}${info("es-MX", "Tormenta", fields.headline ?? "Lluvia fuerte &amp; granizo")}`)}</cap:alert>`;
}

/** With a prefix, as many write them. */
function tags(xml: string): string {
  return xml.replace(/<(\/?)(?=[a-z])/gi, "<$1cap:");
}

export function atom(...links: string[]): string {
  const entries = links.map(
    (href) => `<entry><id>${href}</id><link type="application/cap+xml" href="${href}"/></entry>`,
  );
  return `<feed xmlns="http://www.w3.org/2005/Atom"><title>Avisos</title>${entries.join("")}</feed>`;
}

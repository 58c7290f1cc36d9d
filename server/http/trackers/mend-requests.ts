/**
 * Request lines as trackers write them into such as Node's parser takes: `GET ?id=1 HTTP/1.1` has no slash, and a time may
 * stand there with its blank. Bytes in, bytes out; what is in order passes unchanged.
 */

/** As much as Node takes of headers. */
const LONGEST_LINE = 16_384;

export class RequestMender {
  private state: "line" | "headers" | "body" | "through" = "line";
  /** The beginning of a line whose end has not come yet. */
  private held: Buffer = Buffer.alloc(0);
  private bodyLeft = 0;

  /** Whether bytes are kept back until their line is whole. */
  get holds(): boolean {
    return this.held.length > 0;
  }

  push(chunk: Buffer): Buffer {
    const out: Buffer[] = [];
    let rest = this.held.length > 0 ? Buffer.concat([this.held, chunk]) : chunk;
    this.held = Buffer.alloc(0);
    while (rest.length > 0) {
      const taken = this.take(rest, out);
      rest = rest.subarray(taken);
      if (taken > 0) continue;
      this.held = rest;
      break;
    }
    return out.length === 1 ? (out[0] ?? Buffer.alloc(0)) : Buffer.concat(out);
  }

  /** How many bytes were taken; none when the line is not whole yet. */
  private take(rest: Buffer, out: Buffer[]): number {
    if (this.state === "through") return out.push(rest) && rest.length;
    if (this.state === "body") {
      const part = rest.subarray(0, this.bodyLeft);
      this.bodyLeft -= part.length;
      if (this.bodyLeft === 0) this.state = "line";
      return out.push(part) && part.length;
    }
    const end = rest.indexOf(10) + 1;
    if (end === 0 || end > LONGEST_LINE) {
      if (rest.length <= LONGEST_LINE) return 0;
      this.state = "through";
      return out.push(rest) && rest.length;
    }
    const line = rest.subarray(0, end);
    if (this.state === "line") out.push(this.requestLine(line));
    else {
      this.header(line.toString("latin1").trim().toLowerCase());
      out.push(line);
    }
    return end;
  }

  private requestLine(line: Buffer): Buffer {
    const text = line.toString("latin1");
    // Empty lines before a request are allowed.
    if (text.trim() === "") return line;
    this.state = "headers";
    const mended = mendRequestLine(text);
    return mended === text ? line : Buffer.from(mended, "latin1");
  }

  private header(line: string): void {
    if (line === "") this.state = this.bodyLeft > 0 ? "body" : "line";
    else if (line.startsWith("content-length:")) {
      const said = line.slice("content-length:".length).trim();
      this.bodyLeft = /^\d{1,15}$/.test(said) ? Number(said) : 0;
    }
    // Where such a message ends its own parser finds; no tracker sends one that would then have to be mended.
    else if (line.startsWith("transfer-encoding:") || line.startsWith("upgrade:")) this.state = "through";
  }
}

/** With its end of line; what is no request line at all stays as it is, and the parser refuses it. */
export function mendRequestLine(line: string): string {
  const end = line.endsWith("\r\n") ? "\r\n" : "\n";
  const text = line.slice(0, -end.length);
  const first = text.indexOf(" ");
  const last = text.lastIndexOf(" ");
  if (first <= 0 || last === first || !/^HTTP\/1\.[01]$/.test(text.slice(last + 1))) return line;
  const target = text
    .slice(first + 1, last)
    .trim()
    .replace(/^[a-z][a-z0-9+.-]{0,20}:\/\/[^/?#]*/i, "")
    .replace(/[^\x21-\x7e]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
  const path = target.startsWith("/") ? target : `/${target}`;
  return `${text.slice(0, first)} ${path}${text.slice(last)}${end}`;
}

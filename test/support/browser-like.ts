/** What a browser does with a page of ours, without the page: keeps cookies, says its origin, shows redirects. */

export class BrowserLike {
  readonly cookies = new Map<string, string>();
  /** Whole `Set-Cookie` lines of the last answer. */
  setCookies: string[] = [];
  private readonly base: string;

  constructor(base: string) {
    this.base = base;
  }

  /** A request by a page of ours, unless the headers say that it is somebody else's. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const url = new URL(path, this.base);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      method,
      redirect: "manual",
      headers: {
        ...(method !== "GET" && { origin: new URL(this.base).origin }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(cookie !== "" && { cookie }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    this.setCookies = response.headers.getSetCookie();
    for (const line of this.setCookies) this.keep(line);
    return response;
  }

  /** A click on a link, or a redirect that is followed. */
  open(url: string): Promise<Response> {
    return this.send("GET", url);
  }

  private keep(line: string): void {
    const [pair = ""] = line.split(";");
    const at = pair.indexOf("=");
    if (/;\s*max-age=0\b/i.test(line) || /;\s*expires=Thu, 01 Jan 1970/i.test(line))
      this.cookies.delete(pair.slice(0, at));
    else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** A document from an authority's server, which may be slow, endless or away. */

const LIMIT_BYTES = 2_000_000;
const LIMIT_MS = 10_000;

/** Says to come later. */
const AWAY = [429, 503];

/** Why there is none; for the log. */
export class FetchError extends Error {
  /** Whatever else is asked of this server now would be in vain too. */
  readonly isAway: boolean;

  constructor(message: string, isAway = false) {
    super(message);
    this.isAway = isAway;
  }
}

export interface Fetched {
  text: string;
  etag: string | null;
}

/**
 * Undefined: it has not changed since `etag`. Given up at the deadline, or sooner.
 * @throws FetchError naming what kept it back
 */
export async function fetchText(
  url: URL,
  etag: string | null,
  deadline: AbortSignal,
): Promise<Fetched | undefined> {
  try {
    const response = await fetch(url, {
      headers: {
        accept: "application/cap+xml, application/atom+xml, application/rss+xml, application/xml, text/xml",
        ...(etag !== null && { "if-none-match": etag }),
      },
      // Where it is kept is said by whoever set the address, and by nobody on the way.
      redirect: "error",
      signal: AbortSignal.any([deadline, AbortSignal.timeout(LIMIT_MS)]),
    });
    if (response.status === 304) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw new FetchError(`it answers ${response.status}`, AWAY.includes(response.status));
    }
    return { text: await readLimited(response), etag: response.headers.get("etag") };
  } catch (error) {
    if (error instanceof FetchError) throw error;
    const why =
      error instanceof Error && error.name === "TimeoutError" ? "it takes too long" : "it cannot be reached";
    throw new FetchError(why, true);
  }
}

async function readLimited(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    // Leaving the loop cancels what else would come.
    if (bytes > LIMIT_BYTES) throw new FetchError(`it is larger than ${LIMIT_BYTES} bytes`);
    parts.push(part);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts)).replace(/^\uFEFF/, "");
  } catch {
    throw new FetchError("it is not in UTF-8");
  }
}

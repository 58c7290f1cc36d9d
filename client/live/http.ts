/** HTTP as the page uses it: every answer parsed, every refusal a `HttpError` that can be shown. */
import type { z } from "zod";
import { Problem } from "#contract/problem";

const GIVE_UP_AFTER = 30_000;

/** `code` is the problem's, or "unreachable" (no answer), "garbled" (an answer of another form). */
export class HttpError extends Error {
  readonly code: string;
  readonly status: number;
  /** The fields that were at fault, and the rule that each broke. */
  readonly errors: readonly { field: string; rule: string }[];
  /** What a stale write did not know of. */
  readonly current: unknown;
  /** Seconds until it may be tried again, where the server said so. */
  readonly retryAfter: number | null;

  constructor(
    code: string,
    detail: string,
    status = 0,
    more: {
      errors?: readonly { field: string; rule: string }[] | undefined;
      current?: unknown;
      retryAfter?: number | null;
    } = {},
  ) {
    super(detail);
    this.name = "HttpError";
    this.code = code;
    this.status = status;
    this.errors = more.errors ?? [];
    this.current = more.current;
    this.retryAfter = more.retryAfter ?? null;
  }
}

/** Told when what we showed opens nothing any more; `live/who-am-i.ts` listens. */
export const onSignedOut = new Set<() => void>();

export async function getJson<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
  return parse(await ask(path, signal ? { signal } : {}), schema);
}

export async function putJson<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
  return parse(await ask(path, withBody("PUT", body)), schema);
}

/** `key`: what is sent again under it has one effect. */
export async function postJson<T>(
  path: string,
  body: unknown,
  schema: z.ZodType<T>,
  key?: string,
): Promise<T> {
  const init = withBody("POST", body);
  return parse(
    await ask(
      path,
      key === undefined ? init : { ...init, headers: { ...init.headers, "idempotency-key": key } },
    ),
    schema,
  );
}

export async function deleteJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  return parse(await ask(path, { method: "DELETE" }), schema);
}

/** For what is answered with nothing but a status. */
export async function send(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<void> {
  await ask(path, method === "DELETE" ? { method } : withBody(method, body ?? {}));
}

export async function getBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await ask(path, {})).arrayBuffer());
}

/** What was thrown, as a refusal that can be shown. */
export function asHttpError(error: unknown): HttpError {
  return error instanceof HttpError
    ? error
    : new HttpError("garbled", error instanceof Error ? error.message : String(error));
}

function withBody(method: string, body: unknown) {
  return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const limit = AbortSignal.timeout(GIVE_UP_AFTER);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  let answer: Response;
  try {
    // Without headers of our own: what the document asked for beforehand is taken only by the same question.
    answer = await fetch(path, { ...init, signal });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new HttpError("unreachable", `${path}: no answer`);
  }
  if (answer.ok) return answer;
  const problem = Problem.safeParse(await answer.json().catch(() => undefined));
  if (!problem.success) throw new HttpError("garbled", `${path}: ${answer.status}`, answer.status);
  const { code, detail, errors, current } = problem.data;
  if (code === "credential-ended") for (const tell of onSignedOut) tell();
  const wait = Number(answer.headers.get("retry-after") ?? Number.NaN);
  throw new HttpError(code, detail, answer.status, {
    errors,
    current,
    retryAfter: Number.isFinite(wait) ? wait : null,
  });
}

async function parse<T>(answer: Response, schema: z.ZodType<T>): Promise<T> {
  const result = schema.safeParse(await answer.json().catch(() => undefined));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new HttpError("garbled", `${answer.url}: ${issue?.path.join(".")}: ${issue?.message}`, answer.status);
}

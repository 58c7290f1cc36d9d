/** HTTP as the page uses it: every answer parsed, every refusal a `HttpError` that can be shown. */
import type { z } from "zod";
import { Problem } from "#contract/problem";

const GIVE_UP_AFTER = 30_000;

/** `code` is the problem's, or "unreachable" (no answer), "garbled" (an answer of another form). */
export class HttpError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, detail: string, status = 0) {
    super(detail);
    this.name = "HttpError";
    this.code = code;
    this.status = status;
  }
}

export async function getJson<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
  return parse(await ask(path, signal ? { signal } : {}), schema);
}

export async function putJson<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
  const init = { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return parse(await ask(path, init), schema);
}

export async function getBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await ask(path, {})).arrayBuffer());
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const limit = AbortSignal.timeout(GIVE_UP_AFTER);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  let answer: Response;
  try {
    answer = await fetch(path, { ...init, signal, headers: { accept: "application/json", ...init.headers } });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new HttpError("unreachable", `${path}: no answer`);
  }
  if (answer.ok) return answer;
  const problem = Problem.safeParse(await answer.json().catch(() => undefined));
  if (problem.success) throw new HttpError(problem.data.code, problem.data.detail, answer.status);
  throw new HttpError("garbled", `${path}: ${answer.status}`, answer.status);
}

async function parse<T>(answer: Response, schema: z.ZodType<T>): Promise<T> {
  const result = schema.safeParse(await answer.json().catch(() => undefined));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new HttpError("garbled", `${answer.url}: ${issue?.path.join(".")}: ${issue?.message}`, answer.status);
}

/** The simulator's only way to the city: its public HTTP interface, with time limits, and patience when it is away. */

import { z } from "zod";
import { OpenReports } from "#contract/card";
import { CommandAnswer, type CreateReport, type MoveName } from "#contract/commands";
import type { Ping } from "#contract/positions";
import { Problem } from "#contract/problem";

/** ms. */
const TIMEOUT = 10_000;
const ATTEMPTS = 3;
/** ms before the second attempt; twice that before the third. */
const FIRST_WAIT = 250;

/** What pino's loggers have. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** `away`: nobody answered in time, or the server is in trouble; what was asked may or may not have happened. */
export type Reply<T> =
  | { kind: "done"; value: T }
  | { kind: "refused"; status: number; code: string; detail: string; current?: Current }
  | { kind: "away"; detail: string };

/** What a stale write is told; the rest of it is nothing to the simulator. */
const Current = z.object({ version: z.number().int(), status: z.string() });
export type Current = z.infer<typeof Current>;

/** For whom the simulator acts: "operator:desk-2", "brigade:CODE", the citizens' intake, the brigades' phones. */
export type ActingAs = `${"operator" | "brigade"}:${string}` | "citizens" | "phones";

/** What each of them shows to the server, as any other program would: a session's token, a key. */
export type TokenFor = (as: ActingAs) => string;

export interface Api {
  openReports(): Promise<Reply<z.infer<typeof OpenReports>>>;
  report(body: CreateReport, key: string): Promise<Reply<CommandAnswer>>;
  command(as: ActingAs, name: MoveName, body: object, key: string): Promise<Reply<CommandAnswer>>;
  positions(positions: Ping[]): Promise<Reply<unknown>>;
}

/** `signal` ends whatever is under way. Never throws: what goes wrong is a reply. */
export function createApi(baseUrl: string, tokenFor: TokenFor, signal: AbortSignal): Api {
  const base = baseUrl.replace(/\/$/, "");
  const ask = async <T>(path: string, schema: z.ZodType<T>, request: RequestInit): Promise<Reply<T>> => {
    for (let attempt = 1; ; attempt++) {
      const reply = await askOnce(`${base}${path}`, schema, request, signal);
      if (reply.kind !== "away" || attempt === ATTEMPTS || signal.aborted) return reply;
      await pause(FIRST_WAIT * 2 ** (attempt - 1), signal);
    }
  };
  const post = <T>(as: ActingAs, path: string, schema: z.ZodType<T>, body: object, key?: string) =>
    ask(path, schema, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${tokenFor(as)}`,
        ...(key && { "idempotency-key": key }),
      },
      body: JSON.stringify(body),
    });
  return {
    openReports: () =>
      ask("/api/reports?open=1", OpenReports, {
        method: "GET",
        headers: { authorization: `Bearer ${tokenFor("operator:desk-1")}` },
      }),
    report: (body, key) => post("citizens", "/api/reports", CommandAnswer, body, key),
    command: (as, name, body, key) => post(as, `/api/commands/${name}`, CommandAnswer, body, key),
    positions: (positions) => post("phones", "/api/ingest/batch", z.unknown(), { positions }),
  };
}

async function askOnce<T>(
  url: string,
  schema: z.ZodType<T>,
  request: RequestInit,
  signal: AbortSignal,
): Promise<Reply<T>> {
  const limit = new AbortController();
  const stop = () => limit.abort(new Error("stopped"));
  const timer = setTimeout(() => limit.abort(new Error(`no answer within ${TIMEOUT / 1000} s`)), TIMEOUT);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    const response = await fetch(url, { ...request, signal: limit.signal });
    return read(response.status, await response.text(), schema);
  } catch (error) {
    return { kind: "away", detail: reasonOf(error) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

function read<T>(status: number, text: string, schema: z.ZodType<T>): Reply<T> {
  const body = parseJson(text);
  if (status >= 200 && status < 300) {
    const parsed = schema.safeParse(body);
    if (parsed.success) return { kind: "done", value: parsed.data };
    return { kind: "refused", status, code: "unexpected-answer", detail: parsed.error.message.slice(0, 300) };
  }
  const problem = Problem.safeParse(body);
  const detail = problem.success ? problem.data.detail : text.slice(0, 200);
  if (status === 429 || status >= 500) return { kind: "away", detail: `${status} ${detail}` };
  const current = Current.safeParse(problem.success ? problem.data.current : undefined);
  return {
    kind: "refused",
    status,
    code: problem.success ? problem.data.code : `http-${status}`,
    detail,
    ...(current.success && { current: current.data }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** Resolves after so many ms, or at once when the signal ends everything. Leaves no timer. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
  });
}

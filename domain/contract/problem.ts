/** How a refusal is said: RFC 9457 problem documents, with one code for each thing that may be refused. */
import { z } from "zod";
import { ruleOfInput } from "./rule.ts";

export const problems = {
  "invalid-input": 400,
  "malformed-body": 400,
  "sign-in-needed": 401,
  /** The session, key or link that was shown opens nothing: ended, expired, or never ours. */
  "credential-ended": 401,
  /** Wrong e-mail address or password: which of them is not said. */
  "sign-in-refused": 401,
  forbidden: 403,
  /** A browser was made to send this by a page that is not ours. */
  "wrong-origin": 403,
  /** What let somebody who is not signed in add photos to their report is over, or another report's. */
  "ticket-ended": 403,
  /** What is to be taken back was done by somebody else. */
  "undo-not-yours": 403,
  "not-found": 404,
  "method-not-allowed": 405,
  /** The rest of the body did not come in time. */
  "body-too-slow": 408,
  "stale-version": 409,
  "move-not-allowed": 409,
  /** What is to be taken back was done longer ago than one may. */
  "undo-too-late": 409,
  /** What one is to be merged into is closed: nobody would go on with it. */
  "into-closed": 409,
  /** An answer, and no question that waits for one. */
  "nothing-asked": 409,
  /** Without one, nobody could let anybody in. */
  "last-administrator": 409,
  /** The live city of that minute cannot be told any more. */
  "past-not-kept": 410,
  /** A link that works once: used, too old, or never ours. */
  "link-ended": 410,
  "body-too-large": 413,
  "unsupported-media-type": 415,
  "unknown-service": 422,
  "unknown-brigade": 422,
  "unknown-report": 422,
  "unknown-reason": 422,
  "outside-city": 422,
  "reason-needed": 422,
  /** A picture that cannot be read, or is larger than any photo. */
  "unfit-image": 422,
  "too-many-photos": 422,
  "idempotency-key-reused": 422,
  /** The old password that was said is not the old password. */
  "wrong-password": 422,
  "unsupported-protocol": 426,
  /** Ask again after `Retry-After`. */
  "too-many-requests": 429,
  "internal-error": 500,
  busy: 503,
  "not-ready": 503,
} as const;
export type ProblemCode = keyof typeof problems;

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  /** One entry a field, where the input was at fault. */
  errors: z.array(z.object({ field: z.string(), rule: z.string() })).optional(),
  /** The state that a stale write did not know of. */
  current: z.unknown().optional(),
  /** Seconds after which to ask again, as `Retry-After` says. */
  retryAfter: z.number().int().optional(),
});
export type Problem = z.infer<typeof Problem>;

/** What may happen and is answered; anything else that is thrown is a bug. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly errors: { field: string; rule: string }[] | undefined;
  readonly current: unknown;
  readonly retryAfter: number | undefined;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { errors?: { field: string; rule: string }[]; current?: unknown; retryAfterMs?: number } = {},
  ) {
    super(detail);
    this.name = "Refusal";
    this.code = code;
    this.errors = more.errors;
    this.current = more.current;
    this.retryAfter =
      more.retryAfterMs === undefined ? undefined : Math.max(1, Math.ceil(more.retryAfterMs / 1000));
  }

  toProblem(): Problem {
    return {
      type: `urn:cuadrilla:problem:${this.code}`,
      title: this.code.replaceAll("-", " "),
      status: problems[this.code],
      code: this.code,
      detail: this.message,
      ...(this.errors && { errors: this.errors }),
      ...(this.current !== undefined && { current: this.current }),
      ...(this.retryAfter !== undefined && { retryAfter: this.retryAfter }),
    };
  }
}

/** The refusal of one field, by a rule that reads on after its name. */
export function wrongField(field: string, rule: string, code: ProblemCode = "invalid-input"): Refusal {
  return new Refusal(code, `${field}: ${rule}`, { errors: [{ field, rule }] });
}

/** Checks input from outside once. Refuses `invalid-input`, naming each field and the rule that it broke. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown, what: string): T {
  const result = schema.safeParse(input, { error: ruleOfInput });
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, 20).map((issue) => ({
    field: issue.path.length > 0 ? issue.path.map(String).join(".") : what,
    rule: issue.message,
  }));
  const first = errors[0] ?? { field: what, rule: "is not valid" };
  throw new Refusal("invalid-input", `${first.field}: ${first.rule}`, { errors });
}

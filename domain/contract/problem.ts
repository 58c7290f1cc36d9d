/** How a refusal is said: RFC 9457 problem documents, with one code for each thing that may be refused. */
import { z } from "zod";
import { ruleOfInput } from "./rule.ts";

export const problems = {
  "invalid-input": 400,
  "malformed-body": 400,
  "sign-in-needed": 401,
  /** The session, key or link that was shown opens nothing: ended, expired, or never ours. */
  "credential-ended": 401,
  forbidden: 403,
  "not-found": 404,
  "method-not-allowed": 405,
  "stale-version": 409,
  "move-not-allowed": 409,
  /** Without one, nobody could let anybody in. */
  "last-administrator": 409,
  "body-too-large": 413,
  "unsupported-media-type": 415,
  "unknown-service": 422,
  "unknown-brigade": 422,
  "unknown-report": 422,
  "unknown-reason": 422,
  "outside-city": 422,
  "reason-needed": 422,
  "idempotency-key-reused": 422,
  "unsupported-protocol": 426,
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
});
export type Problem = z.infer<typeof Problem>;

/** What may happen and is answered; anything else that is thrown is a bug. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly errors: { field: string; rule: string }[] | undefined;
  readonly current: unknown;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { errors?: { field: string; rule: string }[]; current?: unknown } = {},
  ) {
    super(detail);
    this.name = "Refusal";
    this.code = code;
    this.errors = more.errors;
    this.current = more.current;
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
    };
  }
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

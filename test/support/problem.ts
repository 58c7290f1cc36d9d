import { expect } from "vitest";
import { Problem, type ProblemCode, problems } from "#contract/problem";

/** What a refusal must never tell: where in our code something happened. */
const innards = /\n\s+at |node_modules|\.ts\b|\.js\b|file:\/\/|SELECT |INSERT |UPDATE |json_to_recordset/;

/** Fails unless the answer is a problem document as RFC 9457 and our contract want it; gives it back. */
export async function problemIn(response: Response, code?: ProblemCode): Promise<Problem> {
  const text = await response.text();
  const said = `${response.status} ${text}`;
  expect(response.headers.get("content-type"), said).toMatch(/^application\/problem\+json/);
  expect(text).not.toMatch(innards);
  const problem = Problem.parse(JSON.parse(text));
  expect(problem.status, said).toBe(response.status);
  expect(Object.keys(problems)).toContain(problem.code);
  expect(problem.type).toBe(`urn:cuadrilla:problem:${problem.code}`);
  // "field: rule", so that a person can mend it.
  expect(problem.detail).toMatch(/^[^:]+: ./s);
  for (const { field, rule } of problem.errors ?? []) {
    expect([field, rule]).not.toContain("");
    if (problem.code === "invalid-input")
      expect(rule, said).toMatch(/^(must (not )?(be|have|contain) |is needed)/);
  }
  if (code !== undefined) expect(problem.code, said).toBe(code);
  return problem;
}

import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { secretKeysOf } from "#server/secrets/secret-keys";

const dataDir = mkdtempSync(join(tmpdir(), "cuadrilla-secrets-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const nothing = { secretKey: undefined, oldSecretKeys: undefined, dataDir };

test("the operator's key comes first, and the earlier ones behind it", () => {
  expect(secretKeysOf({ ...nothing, secretKey: "new", oldSecretKeys: ["old", "older"] })).toEqual([
    "new",
    "old",
    "older",
  ]);
});

test("a demo without one keeps a key of its own in its folder, which nobody else may read", () => {
  const first = secretKeysOf(nothing);
  expect(first[0]).toMatch(/^[\w-]{43}$/);
  expect(secretKeysOf(nothing)).toEqual(first);
  expect(statSync(join(dataDir, "secret-key")).mode & 0o777).toBe(0o600);
});

test("what was sealed by that key is still opened when the operator sets one", () => {
  const [own] = secretKeysOf(nothing);
  expect(secretKeysOf({ ...nothing, secretKey: "new", oldSecretKeys: ["old"] })).toEqual(["new", "old", own]);
});

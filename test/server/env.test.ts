import { describe, expect, test } from "vitest";
import { EnvError, readEnv } from "#server/env";

const secret = "s".repeat(32);
const postgres = { DATABASE_URL: "postgres://cuadrilla:hidden-word@db.example/city", SECRET_KEY: secret };

function refusalOf(variables: NodeJS.ProcessEnv): string {
  try {
    readEnv(variables);
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("the environment", () => {
  test("may be empty: then a demo city lives on the embedded parts", () => {
    expect(readEnv({})).toEqual({
      port: 8080,
      host: "127.0.0.1",
      osmandPort: 5055,
      dataDir: ".data",
      databaseUrl: undefined,
      redisUrl: undefined,
      city: "san-pedro",
      demo: true,
      demoSpeed: 1,
      publicUrl: undefined,
      trustProxy: 0,
      secretKey: undefined,
      oldSecretKeys: undefined,
      oidc: undefined,
      basemapStyleUrl: undefined,
      logLevel: "info",
    });
  });

  test("counts an empty variable as none, and ignores what it does not know", () => {
    expect(readEnv({ PORT: "", DATABASE_URL: "", DEMO: "", PATH: "/bin", PORTS: "x" })).toEqual(readEnv({}));
  });

  test("says by itself whether the city is the demo", () => {
    expect(readEnv(postgres).demo).toBe(false);
    expect(readEnv({ ...postgres, DEMO: "on" }).demo).toBe(true);
    expect(readEnv({ DEMO: "off", SECRET_KEY: secret }).demo).toBe(false);
  });

  test("must have a SECRET_KEY outside the demo, and only there", () => {
    expect(refusalOf({ DEMO: "off" })).toMatch(/^SECRET_KEY: must be set outside the demo/);
    expect(refusalOf({ ...postgres, SECRET_KEY: "" })).toMatch(/^SECRET_KEY: /);
    expect(readEnv({ ...postgres, DEMO: "on", SECRET_KEY: "" }).secretKey).toBeUndefined();
  });

  test.each([
    ["PORT", ["http", "-1", "65536", "80.5", "NaN", "Infinity", "8080 or so", "0x1F90", "1e3", " "]],
    ["OSMAND_PORT", ["on", "70000", "5055.5"]],
    ["DATABASE_URL", ["city", "mysql://db/city", "localhost:5432/city", "http://db", "postgres//db/city"]],
    ["REDIS_URL", ["redis", "http://cache", "localhost:6379", "unix:/tmp/redis"]],
    ["DEMO", ["yes", "true", "1", "ON", "offf"]],
    ["DEMO_SPEED", ["0.5", "61", "fast", "-2", "Infinity", " "]],
    ["PUBLIC_URL", ["city.example", "ftp://city.example", "//city.example"]],
    ["TRUST_PROXY", ["on", "1.5", "11", "-1", "10.0.0.1"]],
    ["SECRET_KEY", ["short", "x".repeat(31)]],
    ["OLD_SECRET_KEYS", ["short", `${secret},`, `${secret},short`]],
    ["OIDC_ISSUER", ["login.example", "http://login.example", "ftp://login.example"]],
    ["OSRM_URL", ["roads", "ftp://roads.example"]],
    ["CAP_FEED_URL", ["warnings.xml", "file:///etc/passwd", "ftp://cap.example/x"]],
    ["BASEMAP_STYLE_URL", ["style.json", "file:///etc/passwd", "javascript:alert(1)"]],
    ["LOG_LEVEL", ["loud", "INFO", "0"]],
  ])("with a wrong %s is refused in one line that names it", (name, values) => {
    for (const value of values) {
      const line = refusalOf({ [name]: value });
      expect(line).toMatch(new RegExp(`^${name}: [^\\n]+$`));
    }
  });

  test("names an identity provider with what it needs, and no half of it", () => {
    const provider = { OIDC_ISSUER: "https://login.example/city", OIDC_CLIENT_ID: "cuadrilla" };
    const all = { ...provider, PUBLIC_URL: "https://city.example" };
    expect(readEnv(all).oidc).toEqual({
      issuer: "https://login.example/city",
      clientId: "cuadrilla",
      clientSecret: undefined,
      name: "login.example",
    });
    expect(readEnv({ ...all, OIDC_NAME: "Cuenta municipal" }).oidc?.name).toBe("Cuenta municipal");
    expect(refusalOf(provider)).toMatch(/^PUBLIC_URL: must be set with OIDC_ISSUER$/);
    expect(refusalOf({ ...all, OIDC_CLIENT_ID: "" })).toMatch(
      /^OIDC_CLIENT_ID: must be set with OIDC_ISSUER$/,
    );
    expect(readEnv({ ...all, OIDC_ISSUER: "http://127.0.0.1:4000" }).oidc?.issuer).toContain("127.0.0.1");
  });

  test("takes old secret keys, one after the other", () => {
    const old = ["a".repeat(32), "b".repeat(40)];
    expect(readEnv({ SECRET_KEY: secret, OLD_SECRET_KEYS: old.join(", ") }).oldSecretKeys).toEqual(old);
  });

  test("says what a wrong value was, but never a secret or an address with a password in it", () => {
    expect(refusalOf({ PORT: "eighty" })).toContain('"eighty"');
    expect(refusalOf({ SECRET_KEY: "hidden-word" })).not.toContain("hidden");
    expect(refusalOf({ OLD_SECRET_KEYS: "hidden-word" })).not.toContain("hidden");
    expect(refusalOf({ DATABASE_URL: "mysql://me:hidden-word@db" })).not.toContain("hidden");
    expect(refusalOf({ REDIS_URL: "http://me:hidden-word@db" })).not.toContain("hidden");
  });
});

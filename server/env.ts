/** The only reader of the environment: one schema, and a wrong value is one line that names it. */
import { z } from "zod";
import { ruleOf } from "#contract/rule";

/** Digits and nothing else: `Number` would read a blank as 0 and "0x50" as 80. */
const decimal = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,9})?$/, "must be a number")
  .transform(Number);
const port = decimal.refine((n) => Number.isInteger(n) && n <= 65_535, "must be a whole number up to 65535");
const webUrl = z.url({ protocol: /^https?$/, error: "must be an http:// or https:// URL" });
const onOff = z.enum(["on", "off"]).transform((value) => value === "on");
const secret = z.string().min(32, "must have at least 32 characters");

const Variables = z.object({
  PORT: port.default(8080),
  HOST: z.string().min(1).default("127.0.0.1"),
  OSMAND_PORT: port.default(5055),
  DATA_DIR: z.string().min(1).default(".data"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// URL" }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must be a redis:// or rediss:// URL" }).optional(),
  CITY: z.string().min(1).default("san-pedro"),
  DEMO: onOff.optional(),
  DEMO_SPEED: decimal
    .refine((speed) => speed === 0 || (speed >= 1 && speed <= 60), "must be 0 (paused) or from 1 to 60")
    .default(1),
  PUBLIC_URL: webUrl.optional(),
  TRUST_PROXY: decimal
    .refine((hops) => Number.isInteger(hops) && hops <= 10, "must be a whole number up to 10")
    .default(0),
  SECRET_KEY: secret.optional(),
  OLD_SECRET_KEYS: z
    .string()
    .transform((text) => text.split(",").map((key) => key.trim()))
    .pipe(z.array(secret))
    .optional(),
  OIDC_ISSUER: webUrl.refine(isSafe, "must be https, but on this machine").optional(),
  OIDC_CLIENT_ID: z.string().max(500).optional(),
  OIDC_CLIENT_SECRET: z.string().max(2000).optional(),
  OIDC_NAME: z.string().max(80).optional(),
  BASEMAP_STYLE_URL: webUrl.optional(),
  OSRM_URL: webUrl.optional(),
  CAP_FEED_URL: webUrl.optional(),
  CUADRILLA_KEY: z.string().optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
});

export interface Env {
  port: number;
  host: string;
  osmandPort: number;
  dataDir: string;
  /** Undefined: the embedded database in `dataDir`. */
  databaseUrl: string | undefined;
  /** Undefined: jobs run in process. */
  redisUrl: string | undefined;
  /** A folder of `cities/`, or a path to one. */
  city: string;
  demo: boolean;
  /** How many times faster than the clock the demo is played; 0 = it begins paused. */
  demoSpeed: number;
  publicUrl: string | undefined;
  /** How many proxies stand before us, whose word on the asker's address counts. */
  trustProxy: number;
  secretKey: string | undefined;
  /** Still open what they sealed; seal nothing any more. */
  oldSecretKeys: readonly string[] | undefined;
  /** The city's identity provider. */
  oidc: OidcSettings | undefined;
  basemapStyleUrl: string | undefined;
  /** A road server; undefined: ways are reckoned by the straight line. */
  osrmUrl: string | undefined;
  /** Where an authority publishes its warnings, in CAP. */
  capFeedUrl: string | undefined;
  /** An API key, for the tools that ask a running server. */
  cuadrillaKey: string | undefined;
  logLevel: z.infer<typeof Variables>["LOG_LEVEL"];
}

export interface OidcSettings {
  issuer: string;
  clientId: string;
  /** Undefined for a client that has none: then PKCE alone proves that it is us. */
  clientSecret: string | undefined;
  /** What the button of the sign-in page calls it. */
  name: string;
}

/** A wrong environment; the message is one line for the person who started the program. */
export class EnvError extends Error {}

/**
 * Reads the variables. An empty one counts as unset.
 * @throws EnvError naming the first variable that is wrong, and the rule that it broke
 */
export function readEnv(variables: NodeJS.ProcessEnv = process.env): Env {
  const env = readToolEnv(variables);
  if (!env.demo && env.secretKey === undefined)
    throw new EnvError("SECRET_KEY: must be set outside the demo (32 characters or more)");
  return env;
}

/**
 * The same for a program beside the server: it signs nothing, so it needs no SECRET_KEY.
 * @throws EnvError as `readEnv` does
 */
export function readToolEnv(variables: NodeJS.ProcessEnv = process.env): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const result = Variables.safeParse(given, { error: ruleOf });
  if (!result.success) {
    const issue = result.error.issues[0];
    const name = String(issue?.path[0] ?? "environment");
    const shown = /SECRET|URL|KEY/.test(name) ? "" : ` (it is "${given[name]}")`;
    throw new EnvError(`${name}: ${issue?.message ?? "is not valid"}${shown}`);
  }
  const v = result.data;
  return {
    port: v.PORT,
    host: v.HOST,
    osmandPort: v.OSMAND_PORT,
    dataDir: v.DATA_DIR,
    databaseUrl: v.DATABASE_URL,
    redisUrl: v.REDIS_URL,
    city: v.CITY,
    demo: v.DEMO ?? v.DATABASE_URL === undefined,
    demoSpeed: v.DEMO_SPEED,
    publicUrl: v.PUBLIC_URL,
    trustProxy: v.TRUST_PROXY,
    secretKey: v.SECRET_KEY,
    oldSecretKeys: v.OLD_SECRET_KEYS,
    oidc: oidcOf(v),
    basemapStyleUrl: v.BASEMAP_STYLE_URL,
    osrmUrl: v.OSRM_URL,
    capFeedUrl: v.CAP_FEED_URL,
    cuadrillaKey: v.CUADRILLA_KEY,
    logLevel: v.LOG_LEVEL,
  };
}

function oidcOf(v: z.infer<typeof Variables>): OidcSettings | undefined {
  if (v.OIDC_ISSUER === undefined) return undefined;
  if (v.OIDC_CLIENT_ID === undefined) throw new EnvError("OIDC_CLIENT_ID: must be set with OIDC_ISSUER");
  // The provider sends people back to an address that it was told beforehand.
  if (v.PUBLIC_URL === undefined) throw new EnvError("PUBLIC_URL: must be set with OIDC_ISSUER");
  return {
    issuer: v.OIDC_ISSUER,
    clientId: v.OIDC_CLIENT_ID,
    clientSecret: v.OIDC_CLIENT_SECRET,
    name: v.OIDC_NAME ?? new URL(v.OIDC_ISSUER).hostname,
  };
}

/** Whoever could read along would be whom they like. */
function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

/**
 * A city that lives in a test: the driver's real database, the real server on a free port, and walls that follow it by
 * the page's own fold.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino, { type Logger } from "pino";
import type { Audience, Role } from "#contract/actor";
import { CommandAnswer } from "#contract/commands";
import type { Fix } from "#contract/frame";
import type { LiveCity } from "#domain/fold";
import { decodeSnapshot } from "#domain/snapshot";
import type { Context } from "#server/context";
import type { Database } from "#server/db/database";
import type { OidcSettings } from "#server/env";
import { type LimitTable, unlimited } from "#server/http/limits";
import type { BodyRule } from "#server/http/trackers/read-body";
import type { GatewayOptions } from "#server/live/gateway";
import { readSnapshot } from "#server/live/read-snapshot";
import { type Running, startServer } from "#server/main";
import { demoSignIns } from "../../bin/demo-people.ts";
import { bearer, type Somebody, tokenOf } from "./people.ts";
import { root, testDatabase } from "./test-database.ts";
import { Wall } from "./wall.ts";

export const silent = pino({ level: "silent" });
export type { Fix };

export interface CityOptions {
  /** Folder of the city, or a name in cities/; the shipped one unless said otherwise. */
  city?: string;
  /** Has the demo's doors; so unless said otherwise. */
  demo?: boolean;
  gateway?: Partial<GatewayOptions>;
  clock?: Context["clock"];
  /** A database to live in that stays when the city stops. */
  database?: Database;
  clientFolder?: string;
  port?: number;
  osmandPort?: number;
  publicUrl?: string;
  trustProxy?: number;
  oidc?: OidcSettings;
  osrmUrl?: string;
  redisUrl?: string;
  capFeedUrl?: string;
  /** None unless said. */
  limits?: Partial<LimitTable>;
  logger?: Logger;
  trackerBody?: Partial<BodyRule>;
  secrets?: readonly string[];
}

/** All operators of the city. */
export const ops: Audience = { kind: "ops", department: null };

/** A place in the shipped city, in an inhabited part. */
export const place = { lon: -100.4025, lat: 25.6576 };

export const testSecret = "the one key that every city of the tests has";

type Tokens = Record<"operator" | "phones" | "admin", string | undefined>;

export class TestCity {
  readonly server: Running;
  /** Holds its photos. */
  readonly dataDir: string;
  /** Of an operator: whoever else should act says so. */
  readonly token: string | undefined;
  /** Of what the phones of all brigades send through. */
  readonly phones: string | undefined;
  /** Of an administrator. */
  readonly admin: string | undefined;
  private readonly walls: Wall[] = [];

  private constructor(server: Running, dataDir: string, tokens: Tokens) {
    this.server = server;
    this.dataDir = dataDir;
    this.token = tokens.operator;
    this.phones = tokens.phones;
    this.admin = tokens.admin;
  }

  static async start(options: CityOptions = {}): Promise<TestCity> {
    const { demo = true, city = "san-pedro", database, clock } = options;
    const dataDir = mkdtempSync(join(tmpdir(), "cuadrilla-test-data-"));
    const server = await startServer({
      env: {
        host: "127.0.0.1",
        port: options.port ?? 0,
        osmandPort: options.osmandPort ?? 0,
        dataDir,
        city,
        basemapStyleUrl: undefined,
        publicUrl: options.publicUrl,
        trustProxy: options.trustProxy ?? 0,
        redisUrl: options.redisUrl,
        capFeedUrl: options.capFeedUrl,
        oidc: options.oidc,
        osrmUrl: options.osrmUrl,
      },
      root,
      version: "test",
      logger: options.logger ?? silent,
      limits: { ...unlimited, ...options.limits },
      secretKeys: () => options.secrets ?? [testSecret],
      openDatabase: async () => (database ? { ...database, close: async () => {} } : testDatabase()),
      ...(demo && {
        demo: {
          state: () => ({ running: false, speed: 1, history: { loaded: 0, of: 0 } }),
          change() {},
          signIns: demoSignIns,
        },
      }),
      ...(options.trackerBody && { trackerBody: options.trackerBody }),
      ...(options.gateway && { gateway: options.gateway }),
      ...(clock && { context: { clock } }),
      clientFolder: options.clientFolder ?? "/nowhere",
    });
    const { ctx } = server;
    const operator = await tokenOf(ctx, "operator", { name: "Ana" });
    const phones = await tokenOf(ctx, "integration", { scopes: ["position.send"] });
    const admin = await tokenOf(ctx, "administrator");
    return new TestCity(server, dataDir, { operator, phones, admin });
  }

  get ctx(): Context {
    return this.server.ctx;
  }

  get url(): string {
    return this.server.url;
  }

  /** Headers of somebody of a role. */
  async as(role: Role, who: Somebody = {}): Promise<Record<string, string>> {
    return bearer(await tokenOf(this.ctx, role, who));
  }

  /** As the operator (positions, as the phones), unless the headers say who asks; `{ authorization: "" }` is nobody. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
    const { authorization = `Bearer ${this.tokenFor(path)}`, ...others } = headers;
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(authorization !== "" && { authorization }),
        ...others,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
      headers: response.headers,
    };
  }

  /** Of whoever does such a thing. */
  tokenFor(path: string): string | undefined {
    if (path.startsWith("/api/admin/")) return this.admin;
    return path.startsWith("/api/ingest/") ? this.phones : this.token;
  }

  /** A citizen's report, through the public door. */
  async report(more: object = {}): Promise<CommandAnswer> {
    const service = this.ctx.rules.city.services[0]?.code;
    const { status, body } = await this.send("POST", "/api/reports", { service, ...place, ...more });
    if (status !== 201) throw new Error(`the report was refused: ${JSON.stringify(body)}`);
    return CommandAnswer.parse(body);
  }

  /** A move through the operators' door; fails unless it is accepted. */
  async move(
    name: string,
    of: { folio: string; version: number },
    more: object = {},
  ): Promise<CommandAnswer> {
    const { folio, version } = of;
    const { status, body } = await this.send("POST", `/api/commands/${name}`, { folio, version, ...more });
    if (status !== 200) throw new Error(`${name} was refused: ${JSON.stringify(body)}`);
    return CommandAnswer.parse(body);
  }

  /** Number of a report: a wall may have seen others before it, from the snapshot that it began with. */
  async idOf(folio: string): Promise<number> {
    const [row] = await this.ctx.db.query<{ id: number }>("SELECT id FROM reports WHERE folio = $1", [folio]);
    if (!row) throw new Error(`there is no report ${folio}`);
    return row.id;
  }

  /** First reason of the city for some use. */
  reason(use: string): string {
    const reason = this.ctx.rules.city.reasons.find((candidate) => candidate.use === use);
    if (!reason) throw new Error(`the city has no reason to ${use}`);
    return reason.code;
  }

  /** The live city as SQL has it now, for operators unless said otherwise. */
  async snapshot(audience: Audience = ops): Promise<LiveCity> {
    const bytes = await readSnapshot(this.ctx, audience);
    return decodeSnapshot(bytes, this.ctx.rules.codes, this.ctx.rules.fingerprint);
  }

  /** A dashboard that has its snapshot and is subscribed: an operator's, or that of whoever has the token; null is nobody's. */
  async wall(token: string | null = this.token ?? null): Promise<Wall> {
    return this.startWall(new Wall(this.url, this.ctx.rules, token ?? undefined));
  }

  /** Of somebody who has socket.io and nothing of ours. */
  async stockWall(): Promise<Wall> {
    const wall = new Wall(this.url, this.ctx.rules, this.token);
    wall.isStock = true;
    return this.startWall(wall);
  }

  private async startWall(wall: Wall): Promise<Wall> {
    this.walls.push(wall);
    await wall.start();
    return wall;
  }

  async stop(): Promise<void> {
    for (const wall of this.walls) wall.drop();
    await this.server.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/**
 * A city of one file: the public interface that the simulator talks to, in memory, judged by the domain's own rules. It
 * writes down every call, can grow versions behind one's back as the deadline sweep does, and can be out of order.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { City } from "#contract/city";
import { CreateReport, IdempotencyKey, type MoveCommand, moveCommands, moveNames } from "#contract/commands";
import type { HistoricReport } from "#contract/history";
import { type Ping, PingBatch } from "#contract/positions";
import { parseInput, problems, Refusal } from "#contract/problem";
import type { LiveReport } from "#contract/report";
import { compileCalendar, deadline } from "#domain/calendar";
import { decideMove } from "#domain/decide-move";
import { folioOf } from "#domain/folio";
import { nextReport } from "#domain/report";
import { aMoveContext } from "../domain/any-report.ts";

export interface Call {
  path: string;
  key: string | undefined;
  as: string | undefined;
  body: Record<string, unknown>;
  status: number;
  code: string | undefined;
}

export interface FakeCity {
  baseUrl: string;
  calls: Call[];
  positions: Ping[];
  reports: Map<string, LiveReport>;
  /** What the server does to every request: nothing, or 503, or hanging up. */
  trouble: "none" | "busy" | "hang-up";
  /** Every so many commands the versions of all open reports grow first. */
  sweepEvery: number;
  /** Resolves with the next call that fits. */
  next(fits: (call: Call) => boolean): Promise<Call>;
  stop(): Promise<void>;
}

export async function startFakeCity(
  city: City,
  now: () => number,
  past: HistoricReport[],
): Promise<FakeCity> {
  const reports = new Map<string, LiveReport>();
  const receipts = new Map<string, object>();
  const codes = city.brigades.map((brigade) => brigade.code);
  const waiting: { fits: (call: Call) => boolean; resolve: (call: Call) => void }[] = [];
  let id = 0;
  let cursor = 0;
  let commands = 0;

  const dueAt = (service: string, startAt: number) => {
    const sla = city.services.find((known) => known.code === service)?.sla;
    const calendar = city.calendars.find((known) => known.code === sla?.calendar);
    if (!sla || !calendar) throw new Refusal("unknown-service", service);
    return deadline(startAt, sla.hours, compileCalendar(calendar, city.timeZone));
  };
  const add = (
    report: Pick<LiveReport, "service" | "lon" | "lat" | "status" | "receivedAt" | "dueAt" | "brigade">,
  ) => {
    const live: LiveReport = {
      ...report,
      id: ++id,
      folio: folioOf(id * 7919),
      sector: null,
      version: 1,
      promisedAt: report.receivedAt,
      alert: "none",
      reopenings: 0,
      outcome: null,
      reason: null,
      closedAt: null,
    };
    reports.set(live.folio, live);
    return answer(live);
  };
  const answer = ({ folio, version, status, dueAt }: LiveReport) => ({
    folio,
    version,
    status,
    dueAt: new Date(dueAt).toISOString(),
    cursor: ++cursor,
  });

  for (const { moves, service, lon, lat, receivedAt, dueAt } of past) {
    const last = moves.at(-1);
    const status = last?.to ?? "received";
    if (status === "closed") continue;
    const brigade = last?.brigade === undefined ? null : codes.indexOf(last.brigade);
    add({ service, lon, lat, receivedAt, dueAt, status, brigade });
  }

  const create = (body: unknown) => {
    const { service, lon, lat } = parseInput(CreateReport, body, "body");
    const receivedAt = now();
    return add({
      service,
      lon,
      lat,
      status: "received",
      receivedAt,
      dueAt: dueAt(service, receivedAt),
      brigade: null,
    });
  };
  const move = (name: (typeof moveNames)[number], body: unknown) => {
    if (++commands % fake.sweepEvery === 0) for (const report of reports.values()) report.version++;
    const command = { name, ...parseInput<object>(moveCommands[name], body, "body") } as MoveCommand;
    const report = reports.get(command.folio);
    if (!report) throw new Refusal("not-found", command.folio);
    const brigadeId = (code: string) => (codes.includes(code) ? codes.indexOf(code) : undefined);
    const context = aMoveContext({ now: now(), city, brigadeId, dueAt });
    const next = nextReport(report, decideMove(report, command, context));
    if (!next) throw new Error("a move must leave a report");
    reports.set(next.folio, next);
    return answer(next);
  };
  const list = () => ({
    cursor,
    reports: [...reports.values()]
      .filter((report) => report.status !== "closed")
      .map(({ folio, version, service, status, brigade, lon, lat, receivedAt, dueAt }) => ({
        ...{ folio, version, service, status, lon, lat, receivedAt, dueAt },
        brigade: brigade === null ? null : (codes[brigade] ?? null),
      })),
  });
  const ingest = (body: unknown) => {
    const { positions } = parseInput(PingBatch, body, "body");
    fake.positions.push(...positions);
    return { accepted: positions.length };
  };
  const route = (method: string, path: string, body: unknown): object => {
    if (method === "GET" && path === "/api/reports?open=1") return list();
    if (path === "/api/reports") return create(body);
    if (path === "/api/ingest/batch") return ingest(body);
    const name = moveNames.find((known) => path === `/api/commands/${known}`);
    if (name) return move(name, body);
    throw new Refusal("not-found", path);
  };

  const handle = (request: IncomingMessage, response: ServerResponse, text: string) => {
    const path = request.url ?? "";
    const key = request.headers["idempotency-key"]?.toString();
    const body = text === "" ? {} : JSON.parse(text);
    let status = path === "/api/reports" && request.method === "POST" ? 201 : 200;
    let sent: object;
    try {
      if (key !== undefined) parseInput(IdempotencyKey, key, "Idempotency-Key");
      sent = receipts.get(key ?? "") ?? route(request.method ?? "", path, body);
      if (key !== undefined) receipts.set(key, sent);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      status = problems[error.code];
      sent = error.toProblem();
    }
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(sent));
    const code = status < 400 ? undefined : String((sent as { code?: unknown }).code);
    const call = { path, key, as: request.headers.authorization?.replace("Bearer ", ""), body, status, code };
    fake.calls.push(call);
    for (const wanted of waiting.splice(0)) wanted.fits(call) ? wanted.resolve(call) : waiting.push(wanted);
  };

  const server = createServer((request, response) => {
    if (fake.trouble === "hang-up") return request.socket.destroy();
    if (fake.trouble === "busy") return response.writeHead(503).end();
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (part: string) => {
      text += part;
    });
    request.on("end", () => handle(request, response, text));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakeCity = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    positions: [],
    reports,
    trouble: "none",
    sweepEvery: Number.POSITIVE_INFINITY,
    next: (fits) => new Promise((resolve) => waiting.push({ fits, resolve })),
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return fake;
}

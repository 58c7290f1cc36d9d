/** What the simulated office knows of the open reports: read once, kept up from the answers, read again now and then. */
import type { City } from "#contract/city";
import type { MoveName } from "#contract/commands";
import { type Status, statuses } from "#contract/report";
import type { ActingAs, Api, Current } from "#demo/play/api";
import type { Line } from "#demo/play/line";
import { mayMove, moves } from "#domain/report";

export interface Work {
  folio: string;
  version: number;
  /** Index in the city's list. */
  service: number;
  status: Status;
  /** Code of the brigade that has it. */
  brigade: string | null;
  lon: number;
  lat: number;
  /** Instants by the server's clock. */
  receivedAt: number;
  dueAt: number;
}

/** A report may get another version while a command for it is on its way, but hardly so often in a row. */
const ATTEMPTS = 4;

/** `lost`: somebody else was there before, or it is not to be had; `away`: nobody knows, try again. */
export type Outcome = "done" | "lost" | "away";

export interface Books {
  open: Map<string, Work>;
  /** Reads all open work anew; false when the server is away. Not while moves are under way. */
  read(): Promise<boolean>;
  /** Gives a command for a report and writes down what came of it. */
  move(as: ActingAs, work: Work, name: MoveName, more?: object): Promise<Outcome>;
}

/** `key` makes a new idempotency key at each call. */
export function createBooks(city: City, api: Api, line: Line, key: () => string): Books {
  const open = new Map<string, Work>();
  const services = new Map(city.services.map((service, index) => [service.code, index]));

  const write = (work: Work, known: { version: number; status: Status; dueAt?: string }) => {
    work.version = known.version;
    work.status = known.status;
    if (known.status === "received" || known.status === "reopened") work.brigade = null;
    if (known.dueAt !== undefined) work.dueAt = Date.parse(known.dueAt);
    if (work.status === "closed") open.delete(work.folio);
    else open.set(work.folio, work);
  };

  const move = async (as: ActingAs, work: Work, name: MoveName, more: object = {}): Promise<Outcome> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const body = { folio: work.folio, version: work.version, ...more };
      const reply = await line.call(() => api.command(as, name, body, key()));
      if (reply.kind === "away") return "away";
      if (reply.kind === "done") {
        write(work, reply.value);
        return "done";
      }
      const current = statusOf(reply.current);
      if (reply.code !== "stale-version" || !current) break;
      const before = work.status;
      write(work, current);
      // An attempt whose answer was lost has had its effect.
      if (current.status === moves[name].to) return "done";
      // The deadline sweep makes versions too: what matters is whether the report still stands where it stood.
      if (current.status === before && mayMove(name, current.status)) continue;
      // Whose it is now, the next reading will tell.
      work.brigade = null;
      return "lost";
    }
    open.delete(work.folio);
    return "lost";
  };

  return {
    open,
    move,
    async read() {
      const reply = await line.call(() => api.openReports());
      if (reply.kind !== "done") return false;
      open.clear();
      for (const report of reply.value.reports) {
        const service = services.get(report.service);
        if (service !== undefined) open.set(report.folio, { ...report, service });
      }
      return true;
    },
  };
}

function statusOf(current: Current | undefined): { version: number; status: Status } | undefined {
  const status = statuses.find((known) => known === current?.status);
  return current && status && { version: current.version, status };
}

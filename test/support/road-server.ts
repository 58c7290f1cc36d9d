/** OSRM's table service, as far as it is asked: each degree of longitude is an hour, and there is no way across the equator. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export class RoadServer {
  /** What it does with the next requests. */
  mood: "answers" | "fails" | "hangs" | "talks nonsense" | "leaves one out" = "answers";
  readonly asked: string[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.asked.push(request.url ?? "");
      if (this.mood === "hangs") return;
      if (this.mood === "fails") return void response.writeHead(500).end('{"code": "InternalError"}');
      if (this.mood === "talks nonsense") return void response.end("<html>");
      const durations = tableOf(request.url ?? "");
      if (this.mood === "leaves one out") durations.pop();
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ code: "Ok", durations, sources: [], destinations: [] }));
    });
  }

  static async start(): Promise<RoadServer> {
    const made = new RoadServer();
    made.server.listen(0, "127.0.0.1");
    await once(made.server, "listening");
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, "close");
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

function tableOf(path: string): (number | null)[][] {
  const [, coordinates = "", query = ""] = /^\/table\/v1\/driving\/([^?]+)\?(.*)$/.exec(path) ?? [];
  const places = coordinates.split(";").map((pair) => pair.split(",").map(Number));
  const chosen = (name: string) =>
    (new URLSearchParams(query).get(name) ?? "").split(";").map((index) => places[Number(index)] ?? []);
  if (places.length > 100) throw new Error("OSRM refuses tables of more than 100 places");
  return chosen("sources").map(([lon = 0, lat = 0]) =>
    chosen("destinations").map(([toLon = 0, toLat = 0]) =>
      lat < 0 === toLat < 0 ? Math.round(Math.abs(lon - toLon) * 3600) : null,
    ),
  );
}

/** `npm run device -- add`: a token for a phone or tracker of a brigade, asked of the running server. */
import { z } from "zod";
import { Issued } from "#contract/administration";
import { Problem } from "#contract/problem";
import { readToolEnv } from "#server/env";
import { demoAdministrator, endDemoSession } from "./demo-access.ts";
import { readArguments, runTool, UsageError } from "./tool.ts";

const USAGE = `npm run device -- add --brigade CODE [--name NAME] [--tracker-id ID] [--url URL]

Adds a phone or tracker to a brigade and prints its token, which is shown this once.
The variable CUADRILLA_KEY must hold an API key with the scope device.manage; the demo is asked without one too.

  --brigade CODE     the brigade for which it sends positions
  --name NAME        what people will know it by; without it, the code of its brigade
  --tracker-id ID    what a Traccar server that forwards to here calls it, such as its IMEI
  --url URL          the server; without it, http://127.0.0.1 with the port of PORT`;

async function run(signal: AbortSignal): Promise<number> {
  const { values, positionals } = readArguments({
    args: process.argv.slice(2),
    allowPositionals: true,
    options: {
      brigade: { type: "string" },
      name: { type: "string" },
      "tracker-id": { type: "string" },
      url: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  const [command, extra] = positionals;
  if (values.help || command === undefined) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (command !== "add") throw new UsageError(`unknown command ${command}; there is add`);
  if (extra !== undefined) throw new UsageError(`unexpected argument ${extra}`);
  const { brigade } = values;
  if (!brigade) throw new UsageError("add needs --brigade CODE");
  const { cuadrillaKey, port } = readToolEnv();
  const url = serverOf(values.url, port);
  const until = AbortSignal.any([signal, AbortSignal.timeout(20_000)]);
  const demo =
    cuadrillaKey === undefined ? await demoAdministrator(url, until).catch(noServer(url)) : undefined;
  const shown = cuadrillaKey ?? demo;
  if (shown === undefined)
    throw new UsageError("CUADRILLA_KEY: must hold an API key with the scope device.manage");
  const device = { brigade, name: values.name ?? brigade, trackerId: values["tracker-id"] ?? null };
  try {
    const { token } = await add(url, shown, device, until);
    process.stdout.write(`${token}\n`);
  } finally {
    if (demo !== undefined) await endDemoSession(url, demo, until);
  }
  return 0;
}

function serverOf(given: string | undefined, port: number): string {
  const url = z.url({ protocol: /^https?$/ }).safeParse(given ?? `http://127.0.0.1:${port}`);
  if (!url.success) throw new UsageError(`--url: must be an http(s) address, is ${given}`);
  return url.data.replace(/\/$/, "");
}

function noServer(url: string): (error: Error) => never {
  return ({ cause, message }) => {
    const why = cause instanceof Error && cause.message !== "" ? cause.message : message;
    throw new UsageError(`no server at ${url} (set PORT or --url): ${why}`);
  };
}

async function add(
  url: string,
  key: string,
  device: { brigade: string; name: string; trackerId: string | null },
  signal: AbortSignal,
): Promise<Issued> {
  const answer = await fetch(`${url}/api/admin/devices`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify(device),
    signal,
  }).catch(noServer(url));
  const body: unknown = await answer.json().catch(() => undefined);
  const issued = Issued.safeParse(body);
  if (answer.ok && issued.success) return issued.data;
  const problem = Problem.safeParse(body);
  throw new UsageError(
    problem.success ? problem.data.detail : `${url}: answers ${answer.status}, and no device`,
  );
}

await runTool("device", run);

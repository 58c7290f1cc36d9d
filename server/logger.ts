/** The log, in which nothing secret may ever stand, whatever somebody hands to it. */
import pino, { type DestinationStream, type Logger } from "pino";
import type { Env } from "./env.ts";

const names = ["authorization", "cookie", "set-cookie", "password", "token", "secret"];
/** So deep a request's headers or body lie in what is logged. */
const places = ["", "*.", "*.*."];
/** The last line of defence: what opens a door, wherever it stands in a line, also in the message of somebody's error. */
const secrets = /\b(cua_(?:session|key|kiosk|device|invite)_)[\w-]{20,}|\b(Bearer )[^\s"\\]+/gi;

export function openLogger(level: Env["logLevel"] | "silent", destination?: DestinationStream): Logger {
  const options = {
    level,
    // Ours are called so, and without this an Error would be written as {}.
    errorKey: "error",
    redact: {
      paths: places.flatMap((place) => names.map((name) => pathOf(place, name))),
      censor: "[secret]",
    },
    hooks: { streamWrite: (line: string) => line.replace(secrets, "$1$2[secret]") },
  };
  return destination ? pino(options, destination) : pino(options);
}

function pathOf(place: string, name: string): string {
  return name.includes("-") ? `${place.slice(0, -1)}["${name}"]` : place + name;
}

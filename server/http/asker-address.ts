/** What askers are told apart by where nothing else is known of them. */
import type { IncomingHttpHeaders } from "node:http";

/** Whose word on it counts: as Express reckons with a number for "trust proxy", for requests that Express does not see. */
export function addressBehind(
  headers: IncomingHttpHeaders,
  peer: string | undefined,
  trustProxy: number,
): string {
  const said = headers["x-forwarded-for"];
  const chain = [
    peer ?? "",
    ...String(said ?? "")
      .split(",")
      .map((part) => part.trim())
      .reverse(),
  ];
  const known = said === undefined ? chain.slice(0, 1) : chain;
  return known[Math.min(trustProxy, known.length - 1)] ?? "";
}

/** An IPv4 address as it is; of IPv6 the network of 64 bits, since a home or phone has all of one and may use any address in it. */
export function askerAddress(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (!ip.includes(":")) return ip;
  const [head = "", tail] = (ip.split("%")[0] ?? "").split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const all =
    tail === undefined
      ? first
      : [...first, ...Array(Math.max(0, 8 - first.length - last.length)).fill("0"), ...last];
  const groups = all.slice(0, 4).map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""));
  return `${groups.join(":")}::/64`;
}

/** The body of a request, whole, within a number of bytes and a time: a slow sender must not hold a place for long. */
import type { IncomingMessage } from "node:http";
import { Refusal } from "#contract/problem";

export interface BodyRule {
  /** Bytes. */
  limit: number;
  timeMs: number;
}

/** Refuses `body-too-large`, `body-too-slow`, `malformed-body` when it ends early, `unsupported-media-type` when it is packed. */
export function readBody(request: IncomingMessage, { limit, timeMs }: BodyRule): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let refused = false;
    // What is refused is read on and thrown away, so that whoever still sends finds the answer instead of a cut line; but no longer than this.
    const patience = setTimeout(() => {
      refuse(new Refusal("body-too-slow", `body: must be here within ${timeMs / 1000} s`));
      setImmediate(() => request.destroy());
    }, timeMs);
    request.once("close", () => clearTimeout(patience));
    const refuse = (refusal: Refusal) => {
      refused = true;
      chunks.length = 0;
      reject(refusal);
    };
    const tooLarge = () => new Refusal("body-too-large", `body: must have at most ${limit} bytes`);
    request.on("data", (chunk: Buffer) => {
      if (refused) return;
      bytes += chunk.length;
      if (bytes > limit) refuse(tooLarge());
      else chunks.push(chunk);
    });
    request.once("end", () => {
      clearTimeout(patience);
      resolve(Buffer.concat(chunks));
    });
    const cut = () => refuse(new Refusal("malformed-body", "body: ended before it was all there"));
    request.once("aborted", cut);
    request.once("error", cut);
    if (Number(request.headers["content-length"] ?? 0) > limit) refuse(tooLarge());
    if ((request.headers["content-encoding"] ?? "identity") !== "identity")
      refuse(new Refusal("unsupported-media-type", "Content-Encoding: positions are sent as they are"));
  });
}

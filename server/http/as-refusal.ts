import { Refusal } from "#contract/problem";
import { isUnavailable } from "../db/unavailable.ts";

/** What the framework threw for input it could not read, as our refusals; anything else is a bug and says nothing. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof URIError) return new Refusal("invalid-input", "path: is not validly percent-encoded");
  if (isUnavailable(error))
    return new Refusal(
      "busy",
      "the database cannot be reached; ask again in a moment, with the same Idempotency-Key",
    );
  const type = error instanceof Error && "type" in error ? error.type : undefined;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  // What zlib throws has no type of the body parser's.
  if (code.startsWith("Z_")) return new Refusal("malformed-body", "body: cannot be decompressed");
  switch (type) {
    case "entity.too.large":
      return new Refusal("body-too-large", `body: must have at most ${limitOf(error)} bytes`);
    case "entity.parse.failed":
      return new Refusal("malformed-body", "body: is not a JSON object or array");
    case "encoding.unsupported":
    case "charset.unsupported":
      return new Refusal("unsupported-media-type", "body: must be UTF-8 JSON, plain or gzip");
    case "request.aborted":
    case "request.size.invalid":
      return new Refusal("malformed-body", "body: ended before its Content-Length");
    default:
      if (isOfTheRequest(error)) return new Refusal("invalid-input", `headers: ${error.message}`);
      return new Refusal("internal-error", "the server failed; the fault is logged");
  }
}

/** What the framework says of a request that cannot be answered, such as a range outside a file. */
function isOfTheRequest(error: unknown): error is Error {
  if (!(error instanceof Error && "status" in error && "expose" in error)) return false;
  return error.expose === true && typeof error.status === "number" && error.status < 500;
}

function limitOf(error: unknown): string {
  return error instanceof Error && "limit" in error ? String(error.limit) : "fewer";
}

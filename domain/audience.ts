/** What each audience is told of an event: built field by field, so that what is not named here cannot leak. */
import type { Audience } from "#contract/actor";
import { CityEvent, eventKinds, type UnknownEvent } from "#contract/events";

/** What the log keeps for the record: who was given access is told to administrators who ask, and to no live reader. */
const ofNoReader = new Set<string>(["person.saved", "credential.issued", "credential.revoked"]);
const known = new Set<string>(eventKinds);

/**
 * The event as an audience gets it, or undefined when it is none of theirs. For `ops` the contract's own schema is the
 * list of fields: parsing drops what it does not name. Reports that were closed long before they were imported never
 * enter the live city, so their arrival is not told.
 */
export function project(
  audience: Audience,
  event: CityEvent | UnknownEvent,
): CityEvent | UnknownEvent | undefined {
  switch (audience) {
    case "ops": {
      if (!known.has(event.kind)) return envelope(event);
      const parsed = CityEvent.parse(event);
      if (ofNoReader.has(parsed.kind)) return undefined;
      return parsed.kind === "report.imported" && parsed.body.archived ? undefined : parsed;
    }
  }
}

function envelope({ seq, at, kind, reportId, version }: UnknownEvent): UnknownEvent {
  return { seq, at, kind, reportId, version };
}

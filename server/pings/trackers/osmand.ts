/** The OsmAnd protocol, which Traccar Client and many others speak: a query, a form, or JSON. */
import { z } from "zod";
import { addFix, type Decoded, METRES_A_SECOND_OF_A_KNOT, nothing, numberIn, times } from "./decoded.ts";
import { instantIn } from "./tracker-time.ts";

/** Of a query or form. Without a time it is of now. */
export function decodeOsmand(said: URLSearchParams, now: number): Decoded {
  const decoded = nothing(said.get("id") ?? said.get("deviceid") ?? undefined);
  const [lat, lon] = said.get("location")?.split(",") ?? [said.get("lat"), said.get("lon")];
  const valid = said.get("valid");
  // Cells and wireless networks stand for a place that somebody would have to look up; and a receiver may say itself that it had none.
  if (isBlank(lat) && isBlank(lon)) decoded.placeless++;
  else if (!isBlank(valid) && valid !== "1" && valid?.toLowerCase() !== "true") decoded.placeless++;
  else {
    const time = said.get("timestamp");
    addFix(decoded, {
      at: isBlank(time) ? now : instantIn(time),
      lon: numberIn(lon),
      lat: numberIn(lat),
      speed: times(METRES_A_SECOND_OF_A_KNOT, numberIn(said.get("speed"))),
      heading: numberIn(said.get("bearing") ?? said.get("heading")),
      accuracy: numberIn(said.get("accuracy")),
      battery: times(0.01, numberIn(said.get("batt"))),
    });
  }
  return decoded;
}

/** An empty parameter is an absent one. */
function isBlank(said: string | null | undefined): boolean {
  return said === undefined || said === null || said.trim() === "";
}

const Said = z.looseObject({
  timestamp: z.unknown().optional(),
  coords: z.unknown().optional(),
  battery: z.unknown().optional(),
});
const Message = z.looseObject({
  device_id: z.union([z.string(), z.number()]).transform(String).optional().catch(undefined),
  location: z.union([Said.transform((one) => [one]), z.array(Said).max(5000)]).optional(),
});
const Loose = z.looseObject({}).catch({});

/** The JSON that the newer Traccar Client sends: speeds in m/s, −1 for what is not known; several locations are allowed. */
export function decodeOsmandJson(said: unknown, now: number): Decoded {
  const message = Message.safeParse(said);
  if (!message.success) return { ...nothing(deviceIn(said)), faults: ["wrong-form"] };
  const decoded = nothing(message.data.device_id);
  for (const { timestamp, coords, battery } of message.data.location ?? []) {
    if (coords === undefined || coords === null) {
      decoded.placeless++;
      continue;
    }
    const { latitude, longitude, speed, heading, accuracy } = Loose.parse(coords);
    addFix(decoded, {
      at: timestamp === undefined || timestamp === null ? now : instantIn(timestamp),
      lon: numberIn(longitude),
      lat: numberIn(latitude),
      speed: numberIn(speed),
      heading: numberIn(heading),
      accuracy: numberIn(accuracy),
      battery: numberIn(Loose.parse(battery).level),
    });
  }
  if (decoded.fixes.length + decoded.faults.length === 0 && decoded.placeless === 0) decoded.placeless++;
  return decoded;
}

/** Whose it is matters even when the rest cannot be read. */
function deviceIn(said: unknown): string | undefined {
  const id = Loose.parse(said).device_id;
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}

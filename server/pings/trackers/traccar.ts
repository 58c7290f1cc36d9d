/** What a Traccar server forwards: a position and its device, once for each fix of whatever hardware speaks to it. */
import { z } from "zod";
import { addFix, type Decoded, METRES_A_SECOND_OF_A_KNOT, nothing, numberIn, times } from "./decoded.ts";
import { instantIn } from "./tracker-time.ts";

const Device = z.looseObject({ uniqueId: z.union([z.string(), z.number()]).transform(String) });
const Position = z.looseObject({});
const Forwarded = z.looseObject({ device: Device, position: Position });
const Attributes = z.looseObject({}).catch({});

export function decodeTraccar(body: string): Decoded {
  let said: unknown;
  try {
    said = JSON.parse(body);
  } catch {
    return { ...nothing(), faults: ["not-json"] };
  }
  const forwarded = Forwarded.safeParse(said);
  if (!forwarded.success) return { ...nothing(), faults: ["wrong-form"] };
  const { device, position } = forwarded.data;
  const decoded = nothing(device.uniqueId);
  // A place that was known before, said again because the device told something else.
  if (position.outdated === true || position.valid === false) decoded.placeless++;
  else
    addFix(decoded, {
      at: instantIn(position.fixTime ?? position.deviceTime),
      lon: numberIn(position.longitude),
      lat: numberIn(position.latitude),
      speed: times(METRES_A_SECOND_OF_A_KNOT, numberIn(position.speed)),
      heading: numberIn(position.course),
      // Zero is what Traccar writes where the device said none.
      accuracy: numberIn(position.accuracy) || undefined,
      battery: times(0.01, numberIn(Attributes.parse(position.attributes).batteryLevel)),
    });
  return decoded;
}

/** OwnTracks over HTTP: one message, or several in an array; speeds in km/h, the battery in percent. */
import { z } from "zod";
import { addFix, type Decoded, nothing, numberIn, times } from "./decoded.ts";
import { instantIn } from "./tracker-time.ts";

const METRES_A_SECOND_OF_A_KMH = 1 / 3.6;
const MOST_AT_ONCE = 5_000;

const Message = z.looseObject({ _type: z.string() });
type Message = z.infer<typeof Message>;
const Named = z.looseObject({ topic: z.string().optional(), tid: z.string().optional() }).catch({});

/** Messages that hold no place of the phone. */
const placeless = new Set(
  "beacon card cmd configuration dump lwt request status steps step waypoint waypoints".split(" "),
);

export function decodeOwntracks(body: string): Decoded {
  const decoded = nothing();
  // Some versions say nothing now and then, to hear what there is.
  if (body.trim() === "") return decoded;
  let said: unknown;
  try {
    said = JSON.parse(body);
  } catch {
    decoded.faults.push("not-json");
    return decoded;
  }
  const messages = Array.isArray(said) ? said : [said];
  if (messages.length > MOST_AT_ONCE) decoded.faults.push("wrong-form");
  else for (const message of messages) addMessage(decoded, message);
  return decoded;
}

function addMessage(decoded: Decoded, said: unknown): void {
  const message = Message.safeParse(said);
  if (!message.success) decoded.faults.push("wrong-form");
  else {
    const { topic, tid } = Named.parse(said);
    decoded.device ??= /^[^/]+\/([^/]+\/[^/]+)/.exec(topic ?? "")?.[1] ?? tid;
    add(decoded, message.data);
  }
}

function add(decoded: Decoded, { _type, ...said }: Message): void {
  if (_type === "encrypted") decoded.faults.push("encrypted");
  else if (placeless.has(_type)) decoded.placeless++;
  // Entering or leaving a region is said with the place at which that was, where the phone knew it.
  else if (_type === "transition" && said.lat === undefined && said.lon === undefined) decoded.placeless++;
  else if (_type !== "location" && _type !== "transition") decoded.faults.push("wrong-form");
  else
    addFix(decoded, {
      at: instantIn(said.tst),
      lon: numberIn(said.lon),
      lat: numberIn(said.lat),
      speed: times(METRES_A_SECOND_OF_A_KMH, numberIn(said.vel)),
      heading: numberIn(said.cog),
      accuracy: numberIn(said.acc),
      battery: times(0.01, numberIn(said.batt)),
    });
}
